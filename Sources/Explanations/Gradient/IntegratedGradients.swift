import Files
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors

/// The input times the mean gradient on the way to it from zero (Sundararajan, Taly and Yan 2017): (x − b)·∫∂f(b + α(x − b))dα
/// with b = 0 after preprocessing, by Gauss–Legendre quadrature as captum does it.
public struct IntegratedGradients: ExplanationMethod {
    public init() {}

    public let name = "integrated-gradients"
    public let title = "Integrated gradients"
    public let summary = "How much each pixel adds to the class's score, compared with an input of zeros."
    public let needsClass = true
    public var options: [MethodOption] { [Self.steps] + AttributionOptions.all(standard: .signed) }

    static let steps = MethodOption(
        "steps", .integer(1...1000, standard: 50), stage: .computation,
        summary: "How many points of the way from zero are looked at.")

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        AttributionOptions.obstacle(in: model)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let question = question.about(class: classIndex)
        let rule = GaussLegendre(question.options.integer(Self.steps))
        let order = Self.spread(rule.nodes.count)
        let input = analysis.subject.input.part(0)
        let executor = Executor(analysis.model.graph, besides: analysis.executor)
        var sums = [Double](repeating: 0, count: input.count)
        var weight = 0.0
        let remarks = ClassNotices.all(classIndex, in: analysis)
        func explanation(_ notices: [String]) -> Explanation {
            let raw = input.withUnsafeBufferPointer { input in
                Tensor([input.count]) { raw in
                    for position in input.indices {
                        raw[position] = Float(sums[position] / weight * Double(input[position]))
                    }
                }
            }.reshaped(input.shape)
            return Explanation(
                method: self, question: question, subject: analysis.subject, raw: raw,
                notices: notices + remarks,
                details: analysis.model.label(of: classIndex))
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
        if raw.isZero { return explanation([AttributionOptions.zeroNotice]) }
        let zeros = Tensor(analysis.subject.input.shape, repeating: 0)
        let baseline = try executor.output(for: zeros, cancellation: question.cancellation)
        let score = try analysis.forward.logits()!
        let difference = Double(score[classIndex]) - Double(baseline[classIndex])
        return explanation([Self.completeness(sum: raw.sum, difference: difference)])
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        AttributionOptions.present(explanation, options: options, standard: .signed)
    }

    /// Positions so that any first few are spread over the whole: a partial answer is of all of the way.
    static func spread(_ count: Int) -> [Int] {
        func place(_ index: Int) -> Double {
            (Double(index) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
        }
        return (0..<count).sorted { place($0) < place($1) }
    }

    static func completeness(sum: Double, difference: Double) -> String {
        String(
            format:
                "The pixels' shares sum to %.4g; the score differs from that of zeros by %.4g (gap %.2g).",
            sum, difference, sum - difference)
    }
}
