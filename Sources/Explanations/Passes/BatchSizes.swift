/// How many inputs go through a network at once, found by trying on the work itself: the smallest batch first, so that
/// something is soon to be seen, then the largest for which there are memory and time, and smaller ones only where that is
/// not faster. Each size that is tried takes memory for weights laid out for it.
struct BatchSizes {
    /// From the smallest.
    private var untried: [Int]
    private var best: (size: Int, rate: Double)?
    private let secondsPerBatch: Double
    /// The size that is being tried, nil once the best is known.
    private var trial: Int?
    /// Whether a batch of that size was run already.
    private var isCompiled = false

    /// - Parameters:
    ///   - bytesPerItem: memory that one input takes.
    ///   - memory: that a batch may take, in bytes.
    ///   - seconds: that a batch may take, so that a person sees something happen and a cancellation is heard soon.
    ///   - candidates: from the smallest.
    init(
        bytesPerItem: Int, memory: Int = .max, seconds: Double = 1,
        candidates: [Int] = [1, 4, 16]
    ) {
        secondsPerBatch = seconds
        let fitting = candidates.filter { $0 * bytesPerItem <= memory }
        trial = fitting.first ?? 1
        untried = Array(fitting.dropFirst())
    }

    /// The size of the next batch.
    var next: Int { trial ?? best?.size ?? 1 }

    /// Takes in how long a batch took; one that was cut short by the end of the work says nothing, nor does the first of a
    /// size, for which the network is compiled.
    mutating func record(_ size: Int, seconds: Double) {
        guard size == trial else { return }
        isCompiled.toggle()
        guard !isCompiled else { return }
        let rate = Double(size) / max(seconds, 1e-9)
        if let best, rate > best.rate {
            self.best = (size, rate)
            untried = []
        } else if best == nil {
            best = (size, rate)
            untried.removeAll { Double($0) / rate > secondsPerBatch }
        }
        trial = untried.popLast()
    }
}
