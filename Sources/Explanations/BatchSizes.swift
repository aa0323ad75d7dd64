/// How many inputs go through a network at once, found by trying: the sizes are tried in turn on the work itself, and the
/// rest is done with the fastest.
struct BatchSizes {
    private var untried: [Int]
    private var best: (size: Int, rate: Double)?
    private let secondsPerBatch: Double
    /// Whether a batch of the size that is being tried was run already.
    private var isCompiled = false

    /// - Parameters:
    ///   - bytesPerItem: memory that one input takes.
    ///   - memory: that a batch may take, in bytes.
    ///   - seconds: that a batch may take, so that a person sees something happen and a cancellation is heard soon.
    ///   - candidates: from the smallest.
    init(
        bytesPerItem: Int, memory: Int = 256 << 20, seconds: Double = 1,
        candidates: [Int] = [2, 4, 8, 16, 32]
    ) {
        secondsPerBatch = seconds
        let fitting = candidates.filter { $0 * bytesPerItem <= memory }
        untried = fitting.isEmpty ? [1] : fitting
    }

    /// The size of the next batch.
    var next: Int { untried.first ?? best?.size ?? 1 }

    /// Takes in how long a batch took; one that was cut short by the end of the work says nothing, nor does the first of a
    /// size, for which the network is compiled.
    mutating func record(_ size: Int, seconds: Double) {
        guard size == untried.first else { return }
        isCompiled.toggle()
        guard !isCompiled else { return }
        untried.removeFirst()
        let rate = Double(size) / max(seconds, 1e-9)
        if let best, rate < best.rate {
            // Larger ones do not get faster again.
            if rate < best.rate * 0.95 { untried = [] }
        } else {
            best = (size, rate)
        }
        if let larger = untried.first, Double(larger) / rate > secondsPerBatch { untried = [] }
    }
}
