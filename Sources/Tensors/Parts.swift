import Dispatch

/// Floats that are worth another core: to read and write fewer takes no longer than to wake it.
public let worthwhilePart = 1 << 14

/// Runs `body` on parts of 0..<`count` at the same time, or on the whole where it is too little to divide.
///
/// - Parameter elements: floats that are read or written for each of them.
@inline(__always)
public func inParts(_ count: Int, each elements: Int, _ body: @Sendable (Range<Int>) -> Void) {
    inParts(count, of: max(1, worthwhilePart / max(elements, 1)), body)
}

/// Runs `body` on parts of 0..<`count` at the same time, or on the whole where it is no more than one part.
@inline(__always)
public func inParts(_ count: Int, of size: Int, _ body: @Sendable (Range<Int>) -> Void) {
    guard count > size else {
        if count > 0 { body(0..<count) }
        return
    }
    DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { index in
        body(index * size..<min((index + 1) * size, count))
    }
}
