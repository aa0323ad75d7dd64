import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// The mean gradient at the input under Gaussian noise (Smilkov et al. 2017), with the noise of PAIR's `saliency`: its
/// standard deviation is a share of the input's range.
public struct SmoothGrad: ExplanationMethod {
    public init() {}

    public let name = "smoothgrad"
    public let title = "SmoothGrad"
    public let summary =
        "Saliency averaged over noisy copies of the photo, which leaves what does not depend on noise."
    public let needsClass = true
    public var options: [MethodOption] {
        [Self.samples, Self.noise] + AttributionOptions.all(standard: .magnitude)
    }

    static let samples = MethodOption(
        "samples", .integer(1...10_000, standard: 25), stage: .computation, summary: "How many noisy copies.")
    static let noise = MethodOption(
        "noise", .number(0...1, standard: 0.15), stage: .computation,
        summary: "The noise's standard deviation as a share of the input's range.")

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        AttributionOptions.obstacle(in: model)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let question = question.about(class: classIndex)
        let input = analysis.subject.input.part(0)
        let values = input.values
        let deviation = question.options.number(Self.noise) * Double(values.max()! - values.min()!)
        var random = MersenneTwister(seed: question.seed)
        var sums = [Double](repeating: 0, count: input.count)
        var done = 0
        func explanation() -> Explanation {
            let raw = sums.tensor(input.shape, times: 1 / Double(done))
            return Explanation(
                method: self, question: question, subject: analysis.subject, raw: raw,
                notices: AttributionOptions.notices(raw, ofClass: classIndex, in: analysis),
                details: analysis.model.label(of: classIndex))
        }
        let batches = GradientBatches(
            Executor(analysis.model.graph, besides: analysis.executor), classIndexes: [classIndex],
            count: question.options.integer(Self.samples))
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

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        AttributionOptions.present(explanation, options: options, standard: .magnitude)
    }
}
