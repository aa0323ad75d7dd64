import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Randomized input sampling (Petsiuk, Das and Saenko 2018): the mean of random masks, each counting as much as the class's
/// probability of the photo seen through it: Σ p·mask / (N·p₁).
///
/// A target's number, which may be of any size, counts by how far it lies from its mean over the masks; else the map would show how
/// often each pixel was seen.
///
/// The masks multiply the preprocessed input, so that what they hide is 0 there.
public struct RISE: ExplanationMethod {
    /// Variants in a batch; nil to find out what is fastest.
    var batchSize: Int?

    public init() {}

    public let name = "rise"
    public let title: Words = "RISE"
    public let summary: Words =
        "Where the photo must be seen for the class to be found, by thousands of random masks."
    public let guide = MethodGuide(
        computes: """
            Many random soft masks cover the photo; each mask counts as much as the class's probability \
            under it.
            """,
        formula: Words(verbatim: "S = Σ f(x ⊙ M) · M / (N · E[M])"),
        reading: "Warm places raise the class's probability when they are visible.",
        limits: "An estimate from random masks: few of them give a blotchy map.",
        reference: "Petsiuk, Das, Saenko: RISE, BMVC 2018")
    public let needsClass = true
    public let cost = Cost.ownPasses
    public let relevance = Relevance.map
    public var interaction: Interaction<RISEOptions, Void> { .readsValues }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model)
    }

    public func explain(
        _ question: Question, _ options: RISEOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndex = question.classIndex(in: analysis)
        let input = analysis.subject.input.part(0)
        let (height, width) = (input.shape[1], input.shape[2])
        let plane = height * width
        var masks = GridMasks(
            height: height, width: width, side: options.cells, probability: options.share,
            count: options.masks, seed: question.seed)
        var drawn: [Int: [Float]] = [:]
        var sums = [Double](repeating: 0, count: plane)
        let scoring = analysis.model.graph.scoring
        var total = 0.0
        var seen = [Double](repeating: 0, count: scoring.givesProbabilities ? 0 : plane)
        var taken = 0
        var rounding: Rounding?
        func explanation() -> Explanation {
            let factor = 1 / (Double(max(taken, 1)) * options.share)
            let mean = total / Double(max(taken, 1))
            let map = Tensor(
                [height, width],
                seen.isEmpty
                    ? sums.map { Float($0 * factor) }
                    : zip(sums, seen).map { Float(($0 - mean * $1) * factor) })
            return Explanation(
                self, question, analysis, raw: map,
                notices: PerturbationNotices.all(map, classIndex, analysis) + (rounding?.notices ?? []))
        }
        rounding = try PerturbedInputs(
            analysis.executor, batchSize: batchSize, precision: options.precision
        ).run(
            count: options.masks, cancellation: question.cancellation,
            write: { index, destination in
                let mask = drawn[index] ?? masks.next()
                drawn[index] = mask
                PixelMask.write(input, through: mask, to: destination)
            },
            take: { index, scores in
                let value = scoring.probabilities(of: scores)[classIndex]
                PixelMask.add(drawn[index]!, times: value, to: &sums)
                if !seen.isEmpty {
                    PixelMask.add(drawn[index]!, times: 1, to: &seen)
                    total += value
                }
                drawn[index] = nil
                taken += 1
            },
            value: { scoring.probabilities(of: $0)[classIndex] },
            report: { try question.report($0, partial: explanation) })
        return explanation()
    }

    public func present(
        _ explanation: Explanation, _: Void, _ options: RISEOptions, in area: DisplayArea?
    ) -> Presentation {
        // What all masks have in common says nothing of places.
        let least = explanation.raw.withUnsafeBufferPointer { $0.min() ?? 0 }
        let map = Tensor(explanation.raw.shape, explanation.raw.values.map { $0 - least })
        return options.heatMap.presentation(of: map, over: explanation.subject)
    }
}

/// What RISE's masks are like.
public struct RISEOptions: MethodOptions {
    var masks = 6000
    /// Along each side of a mask.
    var cells = 8
    /// 0…1, of the cells.
    var share = 0.1
    var precision = Precision.exact
    var heatMap = HeatMapOptions()

    public init() {}

    public static let fields: [OptionField<RISEOptions>] =
        [
            .integer(
                "masks", \.masks, 10...100_000, .computation,
                "How many masks the photo is looked at through."),
            .integer(
                "cells", \.cells, 2...64, .computation,
                """
                Cells along each side of a mask; more of them find smaller things and need more masks.
                """),
            .number(
                "share", \.share, 0.01...0.99, .computation,
                "The share of a mask's cells that show the photo."),
            Precision.field(\.precision),
        ] + HeatMapOptions.fields(in: \.heatMap)
}
