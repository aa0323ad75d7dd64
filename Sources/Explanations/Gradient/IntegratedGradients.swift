import Files
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The input times the mean gradient on the way to it from zero (Sundararajan, Taly and Yan 2017): (x − b)·∫∂f(b + α(x − b))dα
/// with b = 0 after preprocessing, by Gauss–Legendre quadrature as captum does it.
public struct IntegratedGradients: AttributionMethod {
    public init() {}

    public let name = "integrated-gradients"
    public let title: Words = "Integrated gradients"
    public let summary: Words =
        "How much each pixel adds to the class's score, compared with an input of zeros."
    public let guide = MethodGuide(
        computes: """
            The gradients on the straight way from an input of zeros to the photo, averaged, times the \
            difference.
            """,
        formula: "IG = (x − x′) · mean over α of ∂y / ∂x at x′ + α (x − x′)",
        reading: """
            What each pixel adds to the score against the baseline; all together make up the difference.
            """,
        limits: "It depends on the baseline: where the input is zero already, a pixel gets nothing.",
        reference: "Sundararajan, Taly, Yan: Axiomatic Attribution for Deep Networks, ICML 2017")
    public let cost = Cost.ownPasses
    public static let attribution: KeyPath<IntegratedGradientsOptions, AttributionOptions> & Sendable =
        \.attribution

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: IntegratedGradientsOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        let rule = GaussLegendre(options.steps)
        let order = SpreadOrder.positions(rule.nodes.count)
        let input = analysis.subject.input.part(0)
        let executor = Executor(analysis.model.graph, besides: analysis.executor)
        var sums = [Double](repeating: 0, count: input.count)
        var weight = 0.0
        let remarks = ClassNotices.all(classIndex, in: analysis)
        func explanation(_ notices: [Notice]) -> Explanation {
            let raw = input.withUnsafeBufferPointer { input in
                Tensor([input.count]) { raw in
                    for position in input.indices {
                        raw[position] = Float(sums[position] / weight * Double(input[position]))
                    }
                }
            }.reshaped(input.shape)
            return Explanation(self, question, analysis, raw: raw, notices: notices + remarks)
        }
        let batches = GradientBatches(executor, classIndexes: [classIndex], count: order.count)
        try batches.run(cancellation: question.cancellation) { index, destination in
            let share = Float(rule.nodes[order[index]])
            input.withUnsafeBufferPointer { input in
                for position in input.indices { destination[position] = share * input[position] }
            }
        } receive: { batch in
            batch.gradients[0].withUnsafeBufferPointer { gradients in
                for (item, index) in batch.indexes.enumerated() {
                    let factor = rule.weights[order[index]]
                    let start = item * sums.count
                    for position in sums.indices {
                        sums[position] += factor * Double(gradients[start + position])
                    }
                    weight += factor
                }
            }
            try question.report(Double(batch.indexes.upperBound) / Double(order.count)) { explanation([]) }
        }
        let raw = explanation([]).raw
        if raw.isZero { return explanation([.noPixelMatters]) }
        let zeros = Tensor(analysis.subject.input.shape, repeating: 0)
        let baseline = try executor.output(for: zeros, cancellation: question.cancellation)
        let score = try analysis.forward.logits()!
        let difference = Double(score[classIndex]) - Double(baseline[classIndex])
        return explanation([.pixelSum(raw.sum, difference: difference)])
    }
}

/// How finely integrated gradients look at the way from zero.
public struct IntegratedGradientsOptions: MethodOptions {
    var steps = 50
    var attribution = AttributionOptions(.signed)

    public init() {}

    public static let fields: [OptionField<IntegratedGradientsOptions>] =
        [
            .integer(
                "steps", \.steps, 1...1000, .computation,
                "How many points of the way from zero are looked at.")
        ] + AttributionOptions.fields(in: \.attribution)
}
