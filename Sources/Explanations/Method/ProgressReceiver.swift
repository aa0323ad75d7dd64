import Synchronization

/// Takes the progress of one long computation, no more often than somebody can look.
public final class ProgressReceiver: Sendable {
    private let handler: @Sendable (_ fraction: Double, _ partial: () -> Explanation?) -> Void
    private let pace: Mutex<Pace>

    /// - Parameters:
    ///   - interval: between two calls of `handler`; the first comes at once.
    ///   - handler: takes the part that is done, 0…1, and what is known so far, which it may ask for.
    public init(
        interval: Duration = .milliseconds(100),
        handler: @escaping @Sendable (_ fraction: Double, _ partial: () -> Explanation?) -> Void
    ) {
        pace = Mutex(Pace(interval: interval))
        self.handler = handler
    }

    func receive(_ fraction: Double, partial: () -> Explanation?) {
        if pace.withLock({ $0.isDue() }) { handler(fraction, partial) }
    }
}
