import Files
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The mean gradient at the input under Gaussian noise (Smilkov et al. 2017), with the noise of PAIR's `saliency`: its
/// standard deviation is a share of the input's range.
public struct SmoothGrad: AttributionMethod {
    public init() {}

    public let name = "smoothgrad"
    public let title: Words = "SmoothGrad"
    public let summary: Words =
        "Saliency averaged over noisy copies of the photo, which leaves what does not depend on noise."
    public let guide = MethodGuide(
        computes: "The gradient, averaged over many slightly noisy copies of the photo.",
        formula: "mean over n of ∂y / ∂x at x + N(0, σ²)",
        reading: "As saliency, with less noise.",
        limits: "As saliency; how strong the noise should be is a matter of taste.",
        reference: "Smilkov et al.: SmoothGrad, 2017")
    public let cost = Cost.ownPasses
    public static let attribution: KeyPath<SmoothGradOptions, AttributionOptions> & Sendable =
        \.attribution

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: SmoothGradOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        let input = analysis.subject.input.part(0)
        let values = input.values
        let deviation = options.noise * Double(values.max()! - values.min()!)
        var random = MersenneTwister(seed: question.seed)
        var sums = [Double](repeating: 0, count: input.count)
        var done = 0
        func explanation() -> Explanation {
            let raw = sums.tensor(input.shape, times: 1 / Double(done))
            return Explanation(
                self, question, analysis, raw: raw,
                notices: AttributionNotices.all(raw, ofClass: classIndex, in: analysis))
        }
        let batches = GradientBatches(
            Executor(analysis.model.graph, besides: analysis.executor), classIndexes: [classIndex],
            count: options.samples)
        try batches.run(cancellation: question.cancellation) { _, destination in
            for position in values.indices {
                destination[position] = Float(Double(values[position]) + deviation * random.normal())
            }
        } receive: { batch in
            batch.gradients[0].withUnsafeBufferPointer { gradients in
                for start in stride(from: 0, to: batch.indexes.count * sums.count, by: sums.count) {
                    for position in sums.indices { sums[position] += Double(gradients[start + position]) }
                }
            }
            done = batch.indexes.upperBound
            try question.report(Double(done) / Double(batches.count)) { explanation() }
        }
        return explanation()
    }
}

/// How SmoothGrad draws its copies.
public struct SmoothGradOptions: MethodOptions {
    var samples = 25
    /// A share of the input's range.
    var noise = 0.15
    var attribution = AttributionOptions(.magnitude)

    public init() {}

    public static let fields: [OptionField<SmoothGradOptions>] =
        [
            .integer("samples", \.samples, 1...10_000, .computation, "How many noisy copies."),
            .number(
                "noise", \.noise, 0...1, .computation,
                "The noise's standard deviation as a share of the input's range."),
        ] + AttributionOptions.fields(in: \.attribution)
}
