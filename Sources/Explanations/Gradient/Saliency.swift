import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The gradient of the class's score before the softmax with respect to the input (Simonyan, Vedaldi and Zisserman 2013).
public struct Saliency: AttributionMethod {
    public init() {}

    public let name = "saliency"
    public let title: Words = "Saliency"
    public let summary: Words = "Which pixels change the class's score the most when they change a little."
    public let guide = MethodGuide(
        computes: "How strongly the class's score reacts to a small change of each pixel.",
        formula: "M = max over colours of | ∂y / ∂x |",
        reading: "Bright pixels are those the score reacts to.",
        limits: """
            Noisy, and it tells about small changes only: a pixel may matter without the score reacting to \
            a little more of it.
            """,
        reference: "Simonyan, Vedaldi, Zisserman: Deep Inside Convolutional Networks, 2013")
    public let cost = Cost.ownPasses
    public static let attribution: KeyPath<AttributionOptions, AttributionOptions> & Sendable = \.self

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: AttributionOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        let gradient = try analysis.gradients(ofClass: classIndex)
            .gradient(at: 0, cancellation: question.cancellation).part(0)
        return Explanation(
            self, question, analysis, raw: gradient,
            notices: AttributionNotices.all(gradient, ofClass: classIndex, in: analysis))
    }
}
