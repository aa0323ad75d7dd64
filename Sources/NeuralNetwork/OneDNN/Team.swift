import CVectorLoops
import Dispatch
import Synchronization
import Tensors

/// The threads that run oneDNN's loops, for loops of our own between them.
enum Team {
    private typealias Body = @Sendable (Int) -> Void

    /// Calls `body` with every number below `count`, on all cores.
    static func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
        guard count > 1 else {
            if count == 1 { body(0) }
            return
        }
        // Swift writes the length of this file's path into the program here: a path of its own, which no other file has, makes
        // the same bytes everywhere.
        #sourceLocation(file:"TeamRun.swift",line:19)
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { context in
                let isDone = team_run(
                    count,
                    { context, number in context!.assumingMemoryBound(to: Body.self).pointee(number) },
                    UnsafeMutableRawPointer(mutating: context))
                if !isDone { DispatchQueue.concurrentPerform(iterations: count, execute: body) }
            }
        }
        #sourceLocation()
    }

    /// Runs `body` on parts of 0..<`count` at the same time, or on the whole where it is too little to divide.
    ///
    /// - Parameter elements: floats that are read or written for each of them.
    static func inParts(_ count: Int, each elements: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = Parts(of: count, each: elements)
        run(parts.count) { body(parts[$0]) }
    }

    /// Runs `body` on parts of 0..<`count` at the same time, or on the whole where it is no more than one part.
    static func inParts(_ count: Int, of size: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = Parts(of: count, size: size)
        run(parts.count) { body(parts[$0]) }
    }

    /// Runs `body` for 0..<`count`, each number by the first of some workers that is free.
    ///
    /// - Parameter body: is given the number and which of 0..<`workers` runs it, one at a time, so that a worker has memory
    ///   of its own.
    static func byWorkers(
        _ workers: Int, _ count: Int, _ body: @Sendable (_ number: Int, _ worker: Int) -> Void
    ) {
        let next = Atomic(0)
        run(min(workers, count)) { worker in
            while true {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < count else { return }
                body(number, worker)
            }
        }
    }
}
