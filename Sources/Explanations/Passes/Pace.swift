/// Tells when it is time to say something again: no more often than somebody can look.
public struct Pace: Sendable {
    private let interval: Duration
    private var last: ContinuousClock.Instant?

    /// - Parameter interval: between two times; the first comes at once.
    public init(interval: Duration = .milliseconds(100)) {
        self.interval = interval
    }

    /// Whether it is time, which then begins anew.
    public mutating func isDue() -> Bool {
        let now = ContinuousClock.now
        if let last, now - last < interval { return false }
        last = now
        return true
    }
}
