import Foundation
import Synchronization

/// A request to stop, or to wait, that one thread makes and another heeds between two layers.
public final class Cancellation: Sendable {
    private let flag = Atomic(false)
    private let hold = Atomic(false)

    public init() {}

    public var isCancelled: Bool { flag.load(ordering: .relaxed) }

    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Makes ``check()`` and ``waitWhilePaused()`` wait until ``goOn()`` or ``cancel()``.
    public func pause() { hold.store(true, ordering: .relaxed) }

    public func goOn() { hold.store(false, ordering: .relaxed) }

    /// Seconds between two looks whether the pause is over.
    private static let patience = 0.02

    /// Waits while the work is paused.
    ///
    /// - Throws: `CancellationError` once ``cancel()`` was called.
    public func check() throws {
        waitWhilePaused()
        if isCancelled { throw CancellationError() }
    }

    /// Waits while the work is paused and not cancelled.
    public func waitWhilePaused() {
        while hold.load(ordering: .relaxed), !isCancelled { Thread.sleep(forTimeInterval: Self.patience) }
    }
}
