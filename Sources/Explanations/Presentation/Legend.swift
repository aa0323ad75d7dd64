import Imaging
import Words

/// What the colours of a picture mean.
public struct Legend: Sendable {
    /// From the lowest value to the highest.
    public let colours: [RGB]
    /// What stands at the lower end, in the middle (may be empty) and at the upper end.
    public let low, middle, high: Words

    public init(colours: [RGB], low: Words, middle: Words = "", high: Words) {
        self.colours = colours
        self.low = low
        self.middle = middle
        self.high = high
    }
}
