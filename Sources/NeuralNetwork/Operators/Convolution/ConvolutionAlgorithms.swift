/// The choice among the algorithms for a convolution: the one that was measured fastest, or is now.
struct ConvolutionAlgorithms {
    private let measured: MeasuredAlgorithms

    /// - Parameter measured: what is known, and what new measurements go to.
    init(_ measured: MeasuredAlgorithms) {
        self.measured = measured
    }

    private func algorithm(_ key: String) -> ConvolutionAlgorithm? {
        measured[key].flatMap(ConvolutionAlgorithm.init)
    }

    /// The code that the algorithm known or found to be the fastest makes.
    ///
    /// - Parameters:
    ///   - geometry: of the convolution.
    ///   - direction: whether it is the convolution or its gradient.
    ///   - context: where the candidates run.
    ///   - make: throws where the algorithm is not implemented for the convolution, which is then passed over.
    func fastest(
        _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, in context: ComputeContext,
        make: (ConvolutionAlgorithm) throws(EngineError) -> any ConvolutionPass
    ) throws(EngineError) -> any ConvolutionPass {
        let algorithms = geometry.algorithms(direction)
        if algorithms.count == 1 { return try make(algorithms[0]) }
        let key = geometry.key(direction)
        // Winograd's algorithm gains with the batch: where it is faster for one item it is taken without a measurement,
        // which takes long for many.
        let keyOfOne = geometry.withBatch(1).key(direction)
        let isSure = algorithm(keyOfOne) == .winograd
        let found = algorithm(key) ?? (isSure ? .winograd : nil)
        if let found, let candidate = try? make(found) { return candidate }
        let candidates = try Self.implemented(algorithms, make)
        if candidates.count == 1 { return candidates[0].candidate }
        let (fastest, isClear) = try Self.race(candidates.map(\.candidate), in: context)
        measured.remember(candidates[fastest].algorithm.rawValue, for: key, isClear: isClear)
        return candidates[fastest].candidate
    }

    private static func implemented(
        _ algorithms: [ConvolutionAlgorithm],
        _ make: (ConvolutionAlgorithm) throws(EngineError) -> any ConvolutionPass
    ) throws(EngineError) -> [(algorithm: ConvolutionAlgorithm, candidate: any ConvolutionPass)] {
        var candidates: [(ConvolutionAlgorithm, any ConvolutionPass)] = []
        var failure: EngineError?
        for algorithm in algorithms {
            do throws(EngineError) {
                candidates.append((algorithm, try make(algorithm)))
            } catch {
                failure = error
            }
        }
        if candidates.isEmpty, let failure { throw failure }
        return candidates
    }

    /// Runs of each candidate.
    private static let raceLength = 6
    /// How much longer a candidate's second best run may be than its best: more means that something else ran meanwhile.
    private static let clearSpread = 1.15

    /// The candidate with the shortest of several runs, taken in turns so that a busy moment of the machine slows
    /// all of them alike, and whether the moment was quiet enough to believe it another time.
    private static func race(
        _ candidates: [any ConvolutionPass], in context: ComputeContext
    ) throws(EngineError) -> (fastest: Int, isClear: Bool) {
        func run(_ candidate: any ConvolutionPass) throws(EngineError) {
            let input = try context.allocate(candidate.input)
            let other = try candidate.other.map { (layout) throws(EngineError) in
                try context.allocate(layout)
            }
            _ = try candidate.run(input, besides: other)
        }
        for candidate in candidates { try run(candidate) }
        var times = [[Duration]](repeating: [], count: candidates.count)
        for _ in 0..<raceLength {
            for (index, candidate) in candidates.enumerated() {
                let start = ContinuousClock.now
                try run(candidate)
                times[index].append(ContinuousClock.now - start)
            }
        }
        let sorted = times.map { $0.sorted() }
        let fastest = sorted.indices.min { sorted[$0][0] < sorted[$1][0] }!
        return (fastest, sorted.allSatisfy { $0[1] <= $0[0] * clearSpread })
    }
}
