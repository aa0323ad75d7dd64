import Synchronization

/// Takes the progress of one long computation, no oftener than somebody can look.
public final class ProgressReceiver: Sendable {
    private let handler: @Sendable (_ fraction: Double, _ partial: () -> Explanation?) -> Void
    private let last = Mutex<ContinuousClock.Instant?>(nil)
    private let interval: Duration

    /// - Parameters:
    ///   - interval: between two calls of `handler`; the first comes at once.
    ///   - handler: takes the part that is done, 0…1, and what is known so far, which it may ask for.
    public init(
        interval: Duration = .milliseconds(100),
        handler: @escaping @Sendable (_ fraction: Double, _ partial: () -> Explanation?) -> Void
    ) {
        self.interval = interval
        self.handler = handler
    }

    func receive(_ fraction: Double, partial: () -> Explanation?) {
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            if let last, now - last < interval { return false }
            last = now
            return true
        }
        if isDue { handler(fraction, partial) }
    }
}
