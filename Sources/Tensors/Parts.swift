import Dispatch

/// Runs `body` on parts of 0..<`count` at the same time, or on the whole where it is too little to divide.
///
/// - Parameter size: elements of one part.
@inline(__always)
public func inParts(_ count: Int, of size: Int = 1 << 16, _ body: @Sendable (Range<Int>) -> Void) {
    guard count > size else {
        if count > 0 { body(0..<count) }
        return
    }
    DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { index in
        body(index * size..<min((index + 1) * size, count))
    }
}
