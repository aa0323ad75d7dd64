import ModelFormats
import NeuralNetwork

/// Shapley values by one of three explainers of shap (Lundberg and Lee 2017): what speaks for and against the likeliest
/// classes, compared with other photos or with the photo's parts hidden.
public struct SHAP: ExplanationMethod {
    /// How the values are found.
    enum Explainer: String, CaseIterable {
        case gradient, deep, partition
    }

    public init() {}

    public let name = "shap"
    public let title = "SHAP"
    public let summary =
        "What speaks for the likeliest classes and what against them, in units of their scores."
    public let needsClass = true
    public var options: [MethodOption] {
        [
            Self.explainer, ShapleyValues.classes, GradientSHAP.samples, Background.option,
            PartitionSHAP.evaluations, PartitionMasker.option, PartitionMasker.blurSize,
        ]
    }

    static let explainer = MethodOption(
        "explainer",
        .choice(Explainer.allCases.map(\.rawValue), standard: Explainer.gradient.rawValue),
        stage: .computation,
        summary:
            "Sampled gradients at the layer, DeepLIFT's rules at the layer, or hiding parts of the photo.")

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        ExplainedLayer.obstacle(in: model, at: layer)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        switch Explainer(rawValue: question.options.text(Self.explainer)) ?? .gradient {
        case .partition: return try PartitionSHAP().explain(question, of: analysis)
        case .gradient:
            let background = try Background(question.options, for: analysis.model)
            return try GradientSHAP(background).explain(question, of: analysis)
        case .deep:
            let background = try Background(question.options, for: analysis.model)
            return try DeepSHAP(background).explain(question, of: analysis)
        }
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        ShapleyValues.present(explanation)
    }
}
