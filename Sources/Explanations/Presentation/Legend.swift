import Imaging
import Words

/// What the colours of a picture mean.
public struct Legend: Sendable {
    /// From the lowest value to the highest.
    public let colours: [RGB]
    /// What stands at the lower end, in the middle (may be empty) and at the upper end.
    public let low, middle, high: Words
    /// The values at both ends, where the words do not say them.
    public let range: ClosedRange<Double>?

    /// An end of a scale that is no number.
    public enum End: Sendable, CaseIterable {
        case noEvidence, noAttention, strongest

        public var words: Words {
            switch self {
            case .noEvidence: "no evidence"
            case .noAttention: "no attention"
            case .strongest: "strongest"
            }
        }
    }

    public init(
        colours: [RGB], low: Words, middle: Words = "", high: Words, range: ClosedRange<Double>? = nil
    ) {
        self.colours = colours
        self.low = low
        self.middle = middle
        self.high = high
        self.range = range
    }
}
