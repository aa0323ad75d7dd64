import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The gradient at the input of which every rectifier passes only what is positive (Springenberg et al. 2015).
public struct GuidedBackpropagation: GuidedMethod {
    public init() {}

    public let name = "guided-backpropagation"
    public let title: Words = "Guided backprop"
    public let summary: Words =
        "The edges and textures in the photo that lead to a high score of the class."
    public let guide = MethodGuide(
        computes: "The gradient, but at every ReLU only what is positive goes back.",
        formula: "R ← (f > 0) · (R > 0) · R   at every ReLU",
        reading: "Fine edges that the network responds to.",
        limits: """
            It hardly depends on the class, and partly just restores edges of the photo (Adebayo et al. \
            2018).
            """,
        reference: "Springenberg et al.: Striving for Simplicity, ICLR Workshops 2015")
    public let cost = Cost.ownPasses

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: NoOptions, of analysis: Analysis
    ) throws -> Explanation {
        let gradient = try Self.gradient(of: analysis, question)
        return Explanation(
            self, question, analysis, raw: gradient, notices: Self.notices(gradient, question, analysis))
    }

    /// C×H×W.
    static func gradient(of analysis: Analysis, _ question: Question) throws -> Tensor {
        try analysis.forward.backward(
            fromClass: question.classIndex(in: analysis), rule: .guided, keeping: .outputs
        ).gradient(at: 0, cancellation: question.cancellation).part(0)
    }

    static func notices(_ raw: Tensor, _ question: Question, _ analysis: Analysis) -> [Notice] {
        let isGuided = analysis.model.graph.nodes.contains { node in
            node.operation?.rectifies ?? false
        }
        return AttributionNotices.all(raw, ofClass: question.classIndex(in: analysis), in: analysis)
            + (isGuided ? [] : [.noRectifier])
    }
}
