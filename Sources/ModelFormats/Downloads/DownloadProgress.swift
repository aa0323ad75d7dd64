import Words

/// How far a download is.
public struct DownloadProgress: Sendable, Equatable {
    /// Bytes that are here.
    public var received: Int
    /// Bytes of the whole file; nil where the server does not say.
    public var total: Int?
    /// Bytes per second over the last seconds; nil at the beginning.
    public var rate: Double?
    /// Everything is here and is being compared with the published checksum.
    public var isVerifying: Bool

    public init(received: Int, total: Int?, rate: Double?, isVerifying: Bool = false) {
        self.received = received
        self.total = total
        self.rate = rate
        self.isVerifying = isVerifying
    }

    /// One of each thing that can be said of it.
    public static let examples: [DownloadProgress] = [
        DownloadProgress(received: 1, total: nil, rate: nil),
        DownloadProgress(received: 1, total: 2, rate: nil),
        DownloadProgress(received: 1, total: nil, rate: 1),
        DownloadProgress(received: 0, total: 59, rate: 1), DownloadProgress(received: 0, total: 60, rate: 1),
        DownloadProgress(received: 0, total: 3600, rate: 1),
        DownloadProgress(received: 2, total: 2, rate: 1, isVerifying: true),
    ]

    public var fraction: Double? {
        guard let total, total > 0 else { return nil }
        return min(1, Double(received) / Double(total))
    }

    /// Seconds until the rest is here.
    public var remaining: Double? {
        guard let total, let rate, rate > 0 else { return nil }
        return Double(max(0, total - received)) / rate
    }

    /// `12.3 MB of 46.8 MB, 3.2 MB/s, 11 s left`.
    public var text: Words {
        if isVerifying { return "\(received.asMegabytes), verifying" }
        let amount: Words =
            if let total { "\(received.asMegabytes) of \(total.asMegabytes)" } else {
                Words(verbatim: received.asMegabytes)
            }
        guard let rate else { return amount }
        let speed = "\(Int(rate).asMegabytes)/s"
        guard let remaining else { return "\(amount), \(speed)" }
        return "\(amount), \(speed), \(remaining.asCountdown) left"
    }
}

/// The speed of a transfer over the last five seconds.
struct TransferRate {
    private var samples: [(time: ContinuousClock.Instant, received: Int)] = []
    private let span = Duration.seconds(5)

    mutating func add(_ received: Int, at time: ContinuousClock.Instant = .now) {
        samples.append((time, received))
        while samples.count > 2, samples[1].time <= time - span { samples.removeFirst() }
    }

    /// Bytes per second; nil until there is something to measure.
    var bytesPerSecond: Double? {
        guard let first = samples.first, let last = samples.last, last.time - first.time > .milliseconds(200)
        else {
            return nil
        }
        let elapsed = (last.time - first.time) / .seconds(1)
        return Double(last.received - first.received) / elapsed
    }
}
