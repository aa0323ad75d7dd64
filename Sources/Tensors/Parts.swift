import Dispatch
import Synchronization

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

/// Runs `body` for 0..<`count`, each number by the first of some workers that is free.
///
/// - Parameter body: is given the number and which of 0..<`workers` runs it, one at a time, so that a worker has memory of
///   its own.
public func byWorkers(_ workers: Int, _ count: Int, _ body: @Sendable (_ number: Int, _ worker: Int) -> Void)
{
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(workers, count)) { worker in
        while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < count else { return }
            body(number, worker)
        }
    }
}
