import Dispatch

/// Floats that are worth another core: to read and write fewer takes no longer than to wake it.
public let worthwhilePart = 1 << 14

/// 0..<`count` in parts of one size, the last perhaps smaller.
public struct Parts: Sendable {
    private let whole, size: Int
    /// How many there are.
    public var count: Int { (whole + size - 1) / size }

    public init(of whole: Int, size: Int) {
        self.whole = whole
        self.size = size
    }

    /// Parts that are worth another core.
    ///
    /// - Parameter elements: floats that are read or written for each number.
    public init(of whole: Int, each elements: Int) {
        self.init(of: whole, size: max(1, worthwhilePart / max(elements, 1)))
    }

    public subscript(number: Int) -> Range<Int> { number * size..<min((number + 1) * size, whole) }
}

/// Runs `body` on parts of 0..<`count` at the same time, or on the whole where it is too little to divide.
///
/// - Parameter elements: floats that are read or written for each of them.
@inline(__always)
public func inParts(_ count: Int, each elements: Int, _ body: @Sendable (Range<Int>) -> Void) {
    concurrently(Parts(of: count, each: elements), body)
}

/// Runs `body` on parts of 0..<`count` at the same time, or on the whole where it is no more than one part.
@inline(__always)
public func inParts(_ count: Int, of size: Int, _ body: @Sendable (Range<Int>) -> Void) {
    concurrently(Parts(of: count, size: size), body)
}

@inline(__always)
private func concurrently(_ parts: Parts, _ body: @Sendable (Range<Int>) -> Void) {
    guard parts.count > 1 else {
        if parts.count == 1 { body(parts[0]) }
        return
    }
    DispatchQueue.concurrentPerform(iterations: parts.count) { body(parts[$0]) }
}
