import ModelFormats
import NeuralNetwork
import Words

/// Shapley values by one of three explainers of shap (Lundberg and Lee 2017): what speaks for and against the likeliest
/// classes, compared with other photos or with the photo's parts hidden.
public struct SHAP: ExplanationMethod {
    public init() {}

    public let name = "shap"
    public let title: Words = "SHAP"
    public let summary: Words =
        "What speaks for the likeliest classes and what against them, in units of their scores."
    public let guide = MethodGuide(
        computes: """
            What each place adds to the class's score against typical other photos, averaged over such \
            photos and the ways from them to this one.
            """,
        formula: "φ = E over b, α of (x − b) · ∂y / ∂x at b + α (x − b)",
        reading: """
            Red raises the class's score, blue lowers it; together they make up the difference to the \
            background's score.
            """,
        limits: "It depends on the background photos and is an estimate: its standard error is given.",
        reference: "Lundberg, Lee: A Unified Approach to Interpreting Model Predictions, NeurIPS 2017")
    public let needsClass = true
    public let cost = Cost.ownPasses
    public let relevance = Relevance.firstMap
    public var interaction: Interaction<SHAPOptions, [String]> { .readsValues }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        let explained = ExplainedLayer(layer, in: model.graph).node
        return .noClassifier(in: model) ?? .noSpatialExtent(of: explained)
            ?? .noInfluence(of: explained, in: model)
    }

    public func explain(
        _ question: Question, _ options: SHAPOptions, of analysis: Analysis
    ) throws -> Explanation {
        switch options.explainer {
        case .partition: return try PartitionSHAP().explain(question, options, of: analysis)
        case .gradient:
            let background = try Background(options.background, for: analysis.model)
            return try GradientSHAP(background: background).explain(question, options, of: analysis)
        case .deep:
            let background = try Background(options.background, for: analysis.model)
            return try DeepSHAP(background: background).explain(question, options, of: analysis)
        }
    }

    /// As `shap.image_plot`: what the network sees, then for each class what speaks for it in red and against it in blue.
    ///
    /// - Parameter labels: the classes' names.
    public func present(
        _ explanation: Explanation, _ labels: [String], _ options: SHAPOptions, in area: DisplayArea?
    ) -> Presentation {
        SignedSheet.sheet(
            labels.indices.map { (.className(labels[$0]), explanation.raw.part($0)) },
            of: explanation.subject)
    }
}

/// Which explainer of SHAP is asked, and how thoroughly.
public struct SHAPOptions: MethodOptions {
    /// How the values are found.
    enum Explainer: String, OptionChoice {
        case gradient, deep, partition
    }

    var explainer = Explainer.gradient
    /// How many classes are explained.
    var outputs = 2
    var samples = 200
    var background = PhotoFolder.builtIn
    var evaluations = 500
    var masker = PartitionMasker.Filling.blur
    /// Pixels.
    var blur = 128

    public init() {}

    public static let fields: [OptionField<SHAPOptions>] = [
        .choice(
            "explainer", \.explainer, .computation,
            "Sampled gradients at the layer, DeepLIFT's rules at the layer, or hiding parts of the photo."),
        .integer(
            "outputs", \.outputs, 1...10, .computation,
            "How many classes: the one asked for, then the most probable ones."),
        .integer(
            "samples", \.samples, 1...100_000, .computation,
            "How many points between the photo and the background are looked at."
        )
        .used { $0.explainer == .gradient },
        .folder("background", \.background, .computation, "Photos that the photo is compared with.")
            .used { $0.explainer != .partition },
        .integer(
            "evaluations", \.evaluations, 4...100_000, .computation,
            "How often the partition explainer looks at the photo with parts hidden."
        )
        .used { $0.explainer == .partition },
        .choice(
            "masker", \.masker, .computation,
            "How the partition explainer hides a part: blurred, or painted over with what is around it."
        )
        .used { $0.explainer == .partition },
        .integer(
            "blur", \.blur, 1...1000, .computation,
            "The side of the square that the masker blurs over, in pixels of the network's input."
        )
        .used { $0.explainer == .partition && $0.masker == .blur },
    ]
}
