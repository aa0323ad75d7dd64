import Dispatch
import Explanations
import Foundation
import NeuralNetwork
import Synchronization

/// How soon a method shows something, and how soon it ends when it is told to.
struct Streaming {
    /// Seconds from the question about an analysed photo to the first picture.
    let firstPicture: Double
    /// The most seconds from a cancellation to the end; nil where the work was always done before.
    let cancellation: Double?

    /// Seconds after the question at which it is cancelled, one after the other.
    private static let cancelTimes = [0.1, 0.4, 0.9, 1.7]

    /// - Parameter ask: asks a question anew with what it is given.
    init(_ ask: (Cancellation, ProgressReceiver?) throws -> Void) throws {
        firstPicture = try Self.timeToFirstPicture(ask)
        var longest: Double?
        for time in Self.cancelTimes {
            guard let elapsed = try Self.timeToEnd(cancelledAfter: time, ask) else { break }
            longest = max(longest ?? 0, elapsed)
        }
        cancellation = longest
    }

    private static func timeToFirstPicture(
        _ ask: (Cancellation, ProgressReceiver?) throws -> Void
    ) throws -> Double {
        let start = ContinuousClock.now
        let cancellation = Cancellation()
        let first = Mutex<Double?>(nil)
        let receiver = ProgressReceiver(interval: .zero) { _, partial in
            guard partial() != nil else { return }
            first.withLock { $0 = $0 ?? (ContinuousClock.now - start) / .seconds(1) }
            cancellation.cancel()
        }
        do {
            try ask(cancellation, receiver)
        } catch is CancellationError {}
        return first.withLock { $0 } ?? (ContinuousClock.now - start) / .seconds(1)
    }

    private static func timeToEnd(
        cancelledAfter seconds: Double, _ ask: (Cancellation, ProgressReceiver?) throws -> Void
    ) throws -> Double? {
        let cancellation = Cancellation()
        let cancelled = Mutex<ContinuousClock.Instant?>(nil)
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
            cancelled.withLock { $0 = ContinuousClock.now }
            cancellation.cancel()
        }
        do {
            try ask(cancellation, nil)
            return nil
        } catch is CancellationError {
            return cancelled.withLock { $0 }.map { (ContinuousClock.now - $0) / .seconds(1) }
        }
    }
}
