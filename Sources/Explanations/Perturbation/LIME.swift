import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Local interpretable model-agnostic explanations (Ribeiro, Singh and Guestrin 2016) as lime 0.2.0.1 computes them for
/// pictures: superpixels are hidden at random, and a linear model of the class's probability, fitted to the answers, says
/// what each of them adds.
///
/// The explanation's raw array is H×W, each pixel its superpixel's coefficient for the class in question; its details are
/// ``LIMEDetails``.
public struct LIME: ExplanationMethod {
    public init() {}

    public let name = "lime"
    public let title = "LIME"
    public let summary =
        "Which parts of the photo speak for the class and which against it, found by hiding some of them."
    public let needsClass = true
    public var options: [MethodOption] {
        [Self.samples, Self.segmentation, Self.hideColour, Self.kernelWidth] + LIMEPictures.options
    }

    static let samples = MethodOption(
        "samples", .integer(10...100_000, standard: 1000), stage: .computation,
        summary: "How many variants of the photo the network is asked about; the pygame tool asks 500.")
    static let segmentation = MethodOption(
        "segmentation", .choice(Segmentation.allCases.map(\.rawValue), standard: "quickshift"),
        stage: .computation, summary: "How the photo is divided into superpixels.")
    static let hideColour = MethodOption(
        "hide-color", .choice(HiddenSuperpixels.Fill.allCases.map(\.rawValue), standard: "mean"),
        stage: .computation, summary: "What stands in a hidden superpixel: its own mean colour or one colour."
    )
    static let kernelWidth = MethodOption(
        "kernel-width", .number(0.01...10, standard: 0.25), stage: .computation,
        summary: "How much variants count that hide much: the smaller, the less.")

    /// How the photo is divided.
    enum Segmentation: String, CaseIterable {
        case quickshift
        case slic

        func superpixels(of picture: Picture) -> SuperpixelMap {
            switch self {
            case .quickshift: .quickshift(picture)
            case .slic: .slic(picture)
            }
        }
    }

    /// Classes that get a model.
    private static let classCount = 5

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        model.graph.logits == nil ? .noClassifier(model) : nil
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let input = analysis.subject.input
        let segmentation = Segmentation(rawValue: question.options.text(Self.segmentation)) ?? .quickshift
        let superpixels = segmentation.superpixels(of: analysis.model.preprocessing.picture(of: input))
        return try explain(question, of: analysis, superpixels: superpixels)
    }

    /// The answer with given superpixels.
    ///
    /// - Parameters:
    ///   - superpixels: of the input's extent.
    ///   - batchSize: variants in a batch; nil to find out what is fastest.
    func explain(
        _ question: Question, of analysis: Analysis, superpixels: SuperpixelMap, batchSize: Int? = nil
    ) throws -> Explanation {
        let question = question.about(class: question.classIndex ?? analysis.predictions[0].index)
        let options = question.options
        let graph = analysis.model.graph
        try question.cancellation?.check()
        let hidden = HiddenSuperpixels(
            superpixels, of: analysis.subject.input.part(0),
            fill: HiddenSuperpixels.Fill(rawValue: options.text(Self.hideColour)) ?? .mean,
            preprocessing: analysis.model.preprocessing)
        let classes = Self.classes(question, analysis)
        var samples = SuperpixelSamples(
            count: superpixels.count, kernelWidth: options.number(Self.kernelWidth), seed: question.seed)
        var sums = WeightedSums(features: superpixels.count, targets: classes.count)
        var drawn: [Int: [Bool]] = [:]
        func explanation() -> Explanation {
            let details = LIMEDetails(
                hidden, sums: sums, classes: classes, preprocessing: analysis.model.preprocessing)
            let model = details.model(ofClass: question.classIndex!)!
            return Explanation(
                method: self, question: question, subject: analysis.subject,
                raw: details.coefficients(of: model),
                notices: Self.notices(superpixels, model), details: details)
        }
        try PerturbedInputs(question, of: analysis, batchSize: batchSize).run(
            count: options.integer(Self.samples),
            write: { index, destination in
                let shown = drawn[index] ?? samples.next()
                drawn[index] = shown
                hidden.write(shown, to: destination)
            },
            take: { index, scores in
                let shown = drawn[index]!
                drawn[index] = nil
                let ones = shown.indices.filter { shown[$0] }
                let probabilities = Prediction.probabilities(of: scores, scoring: graph.scoring)
                sums.add(
                    ones: ones, values: classes.map { probabilities[$0.index] },
                    weight: samples.weight(ofShown: ones.count))
            },
            partial: explanation)
        return explanation()
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        LIMEPictures.present(explanation, options: options)
    }

    /// The most probable classes and, if it is none of them, the class in question.
    private static func classes(_ question: Question, _ analysis: Analysis) -> [Prediction] {
        let first = Array(analysis.predictions.prefix(classCount))
        return first.contains { $0.index == question.classIndex }
            ? first : first + analysis.predictions.filter { $0.index == question.classIndex }
    }

    /// Superpixels below which there is little to choose from.
    private static let fewSuperpixels = 8

    private static func notices(_ superpixels: SuperpixelMap, _ model: LocalModel) -> [String] {
        var notices: [String] = []
        if superpixels.count == 1 {
            notices.append("The whole photo is one superpixel, so nothing can be told apart.")
        } else if superpixels.count < fewSuperpixels {
            notices.append(
                "There are only \(superpixels.count) superpixels, so the answer is coarse; slic may give more."
            )
        }
        if let notice = PerturbationNotices.negligible(model.probability) { notices.append(notice) }
        if model.coefficients.allSatisfy({ $0.magnitude < 1e-9 }) {
            notices.append("The class's probability is the same whatever is hidden.")
        }
        return notices
    }
}
