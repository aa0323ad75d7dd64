import NeuralNetwork
import Tensors

/// Expected gradients (Erion et al. 2021) as shap's `GradientExplainer` computes them for TensorFlow: the mean of
/// ∂f(z)·(x − b) with z = t·x + (1 − t)·b, b one of the background and t uniform, where x, b and z are what the layer reads.
///
/// The samples are those of numpy's `RandomState(seed)`, the same for each class, so that the classes share one forward pass
/// of the network above the layer.
struct GradientSHAP {
    let background: Background

    /// - Parameter question: about a layer for which ``SHAP`` has no obstacle.
    func explain(
        _ question: Question, _ options: SHAPOptions, of analysis: Analysis
    ) throws -> Explanation {
        var comparison = try BackgroundComparison(with: background, question, options, of: analysis)
        let (x, activations) = (comparison.x, comparison.activations)
        let upper = try comparison.layer.upperNetwork(of: analysis)
        let samples = Self.draw(
            options.samples, of: activations.count, seed: question.seed)
        let batches = GradientBatches(
            upper, classIndexes: comparison.classIndexes, count: samples.count)
        try batches.run(cancellation: question.cancellation) { index, destination in
            let (item, share) = samples[index]
            let other = try activations.activation(item, cancellation: question.cancellation)
            let (near, far) = (Float(share), Float(1 - share))
            x.withUnsafeBufferPointer { x in
                other.withUnsafeBufferPointer { other in
                    for position in x.indices {
                        destination[position] = near * x[position] + far * other[position]
                    }
                }
            }
        } receive: { batch in
            for (item, index) in batch.indexes.enumerated() {
                let other = try comparison.activation(samples[index].item)
                for (rank, gradients) in batch.gradients.enumerated() {
                    comparison.add(gradients.part(item), forClass: rank, against: other)
                }
            }
            try question.report(Double(batch.indexes.upperBound) / Double(samples.count)) {
                comparison.explanation()
            }
        }
        let backgroundScores = try Self.meanScores(activations, through: upper, question: question)
        let scores = try analysis.forward.logits()!
        let differences = comparison.classIndexes.map { Double(scores[$0]) - backgroundScores[$0] }
        return comparison.explanation(
            [Self.precision(comparison.means, count: samples.count)]
                + comparison.sums(comparedWith: differences))
    }

    /// For each sample which of the background it takes and its share of the photo, drawn as shap draws them.
    static func draw(_ count: Int, of items: Int, seed: UInt64) -> [(item: Int, share: Double)] {
        var random = MersenneTwister(seed: seed)
        return (0..<count).map { _ in
            let item = random.integer(below: items)
            return (item, random.uniform())
        }
    }

    /// How many photos of the background have their scores computed at once, where memory allows it; else one by one.
    private static let scoreBatch = 16
    /// Bytes that they may take.
    private static let scoreMemory = 256 << 20

    private static func meanScores(
        _ activations: BackgroundActivations, through upper: Executor, question: Question
    ) throws -> [Double] {
        let isSmall = upper.bytesPerItem * scoreBatch <= scoreMemory
        let size = isSmall ? min(scoreBatch, activations.count) : 1
        var sums = [Double](repeating: 0, count: upper.graph.classCount ?? 0)
        for start in stride(from: 0, to: activations.count, by: size) {
            let inputs = Tensor.joined(
                try (start..<start + size).map { item in
                    try activations.activation(
                        min(item, activations.count - 1), cancellation: question.cancellation
                    ).asBatch
                })
            let scores = try upper.output(for: inputs, cancellation: question.cancellation)
            for item in 0..<min(size, activations.count - start) {
                for index in sums.indices { sums[index] += Double(scores[item * sums.count + index]) }
            }
        }
        return sums.map { $0 / Double(activations.count) }
    }

    private static func precision(_ maps: [RunningMaps], count: Int) -> Notice {
        .precision(
            samples: count, error: Double(maps.map(\.meanStandardError).max()!),
            greatest: Double(maps.flatMap { $0.mean.values.map(abs) }.max()!))
    }
}
