import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Local interpretable model-agnostic explanations (Ribeiro, Singh and Guestrin 2016) as lime 0.2.0.1 computes them for
/// pictures: superpixels are hidden at random, and a linear model of the class's probability, fitted to the answers, says
/// what each of them adds.
///
/// The explanation's raw array is H×W, each pixel its superpixel's coefficient for the class in question.
public struct LIME: ExplanationMethod {
    public init() {}

    public let name = "lime"
    public let title: Words = "LIME"
    public let summary: Words =
        "Which parts of the photo speak for the class and which against it, found by hiding some of them."
    public let guide = MethodGuide(
        computes: """
            The photo is cut into superpixels. Many variants with some of them hidden go through the \
            network, and a simple linear model is fitted to the answers: its coefficients say what each \
            superpixel is worth.
            """,
        formula: "min over w of Σ π(z) (f(z) − w · z)² + λ ‖w‖²,   π(z) = √exp(−D(z)² / 0.25²)",
        reading: """
            Outlined superpixels speak for the class most. Click superpixels to hide them and see the \
            prediction change.
            """,
        limits: """
            It depends on how the photo is cut and which variants were drawn: another seed gives another \
            answer. R² says how well the simple model fits.
            """,
        reference: "Ribeiro, Singh, Guestrin: Why Should I Trust You?, KDD 2016")
    public let needsClass = true
    public let cost = Cost.ownPasses
    public let relevance = Relevance.map
    public var interaction: Interaction<LIMEOptions, LIMEDetails> { .takesOutRegions { $0.hidden } }

    /// Classes that get a model.
    private static let classCount = 5

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: LIMEOptions, of analysis: Analysis
    ) throws -> Explanation {
        let superpixels = options.segmentation.superpixels(of: analysis.subject.view)
        let (found, rounding) = try details(
            question, options, of: analysis, superpixels: superpixels
        ) { done, details in
            try question.report(done) { explanation(details(), question, analysis) }
        }
        return explanation(found, question, analysis, rounding: rounding)
    }

    private func explanation(
        _ details: LIMEDetails, _ question: Question, _ analysis: Analysis, rounding: Rounding? = nil
    ) -> Explanation {
        let model = details.model(ofClass: question.classIndex(in: analysis))!
        return Explanation(
            self, question, analysis, raw: details.coefficients(of: model),
            notices: Self.notices(details, model) + (rounding?.notices ?? []), details: details)
    }

    /// What is found out with given superpixels.
    ///
    /// - Parameters:
    ///   - superpixels: of the input's extent.
    ///   - batchSize: variants in a batch; nil to find out what is fastest.
    ///   - report: called after every batch with the part that is done, 0…1, and what is known so far; throws to stop.
    /// - Returns: that, and how far values are off that are not computed exactly.
    func details(
        _ question: Question, _ options: LIMEOptions, of analysis: Analysis, superpixels: SuperpixelMap,
        batchSize: Int? = nil, report: (Double, () -> LIMEDetails) throws -> Void = { _, _ in }
    ) throws -> (details: LIMEDetails, rounding: Rounding?) {
        let scoring = analysis.model.graph.scoring
        try question.cancellation?.check()
        let hidden = HiddenSuperpixels(
            superpixels, of: analysis.subject.input.part(0), fill: options.hideColour,
            preprocessing: analysis.model.preprocessing)
        let classes = Self.classes(question.classIndex(in: analysis), analysis)
        var samples = SuperpixelSamples(
            count: superpixels.count, kernelWidth: options.kernelWidth, seed: question.seed)
        var sums = WeightedSums(features: superpixels.count, targets: classes.count)
        var drawn: [Int: [Bool]] = [:]
        func found() -> LIMEDetails {
            LIMEDetails(
                hidden, sums: sums, classes: classes, areProbabilities: scoring.givesProbabilities)
        }
        let asked = question.classIndex(in: analysis)
        let rounding = try PerturbedInputs(
            analysis.executor, batchSize: batchSize, precision: options.precision
        ).run(
            count: options.samples, cancellation: question.cancellation,
            write: { index, destination in
                let shown = drawn[index] ?? samples.next()
                drawn[index] = shown
                hidden.write(shown, to: destination)
            },
            take: { index, scores in
                let shown = drawn[index]!
                drawn[index] = nil
                let ones = shown.indices.filter { shown[$0] }
                let probabilities = scoring.probabilities(of: scores)
                sums.add(
                    ones: ones, values: classes.map { probabilities[$0.index] },
                    weight: samples.weight(ofShown: ones.count))
            },
            value: { scoring.probabilities(of: $0)[asked] },
            report: { try report($0, found) })
        return (found(), rounding)
    }

    public func present(
        _ explanation: Explanation, _ details: LIMEDetails, _ options: LIMEOptions, in area: DisplayArea?
    ) -> Presentation {
        options.pictures.presentation(
            of: details, classIndex: explanation.classIndex ?? details.models[0].classIndex)
    }

    /// The most probable classes and, if it is none of them, the class in question.
    private static func classes(_ index: Int, _ analysis: Analysis) -> [Prediction] {
        let first = Array(analysis.predictions.prefix(classCount))
        return first.contains { $0.index == index }
            ? first : first + analysis.predictions.filter { $0.index == index }
    }

    /// Superpixels below which there is little to choose from.
    private static let fewSuperpixels = 8

    static func notices(_ details: LIMEDetails, _ model: LocalModel) -> [Notice] {
        var notices: [Notice] = []
        let superpixels = details.superpixels
        if superpixels.count == 1 {
            notices.append(.oneSuperpixel)
        } else if superpixels.count < fewSuperpixels {
            notices.append(.fewSuperpixels(superpixels.count))
        }
        if details.areProbabilities, let notice = PerturbationNotices.negligible(model.probability) {
            notices.append(notice)
        }
        if model.coefficients.allSatisfy({ $0.magnitude < 1e-9 }) {
            notices.append(.noHiddenSuperpixelMatters)
        }
        return notices
    }
}

/// How LIME divides the photo, hides its parts and shows what they add.
public struct LIMEOptions: MethodOptions {
    /// How the photo is divided.
    enum Segmentation: String, OptionChoice {
        case quickshift
        case slic

        func superpixels(of picture: Picture) -> SuperpixelMap {
            switch self {
            case .quickshift: .quickshift(picture)
            case .slic: .slic(picture)
            }
        }
    }

    var samples = 1000
    var segmentation = Segmentation.quickshift
    var hideColour = HiddenSuperpixels.Fill.mean
    /// In cosine distances.
    var kernelWidth = 0.25
    var precision = Precision.exact
    var pictures = LIMEPictures()

    public init() {}

    public static let fields: [OptionField<LIMEOptions>] =
        [
            .integer(
                "samples", \.samples, 10...100_000, .computation,
                "How many variants of the photo the network is asked about; the pygame tool asks 500."),
            .choice(
                "segmentation", \.segmentation, .computation, "How the photo is divided into superpixels."),
            .choice(
                "hide-color", \.hideColour, .computation,
                "What stands in a hidden superpixel: its own mean colour or one colour."),
            .number(
                "kernel-width", \.kernelWidth, 0.01...10, .computation,
                "How much variants count that hide much: the smaller, the less."),
            Precision.field(\.precision),
        ] + LIMEPictures.fields(in: \.pictures)
}
