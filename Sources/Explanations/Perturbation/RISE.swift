import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Randomized input sampling (Petsiuk, Das and Saenko 2018): the mean of random masks, each counting as much as the class's
/// probability of the photo seen through it: Σ p·mask / (N·p₁).
///
/// The masks multiply the preprocessed input, so that what they hide is 0 there.
public struct RISE: ExplanationMethod {
    public init() {}

    public let name = "rise"
    public let title = "RISE"
    public let summary =
        "Where the photo must be seen for the class to be found, by thousands of random masks."
    public let needsClass = true
    public var options: [MethodOption] { [Self.masks, Self.grid, Self.share] + HeatMapOptions.all }

    static let masks = MethodOption(
        "masks", .integer(10...100_000, standard: 6000), stage: .computation,
        summary: "How many masks the photo is looked at through.")
    static let grid = MethodOption(
        "cells", .integer(2...64, standard: 8), stage: .computation,
        summary: "Cells along each side of a mask; more of them find smaller things and need more masks.")
    static let share = MethodOption(
        "share", .number(0.01...0.99, standard: 0.1), stage: .computation,
        summary: "The share of a mask's cells that show the photo.")

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        model.graph.logits == nil ? .noClassifier(model) : nil
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        try explain(question, of: analysis, batchSize: nil)
    }

    /// - Parameter batchSize: variants in a batch; nil to find out what is fastest.
    func explain(_ question: Question, of analysis: Analysis, batchSize: Int?) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let question = question.about(class: classIndex)
        let input = analysis.subject.input.part(0)
        let (height, width) = (input.shape[1], input.shape[2])
        let plane = height * width
        let count = question.options.integer(Self.masks)
        let share = question.options.number(Self.share)
        var masks = GridMasks(
            height: height, width: width, side: question.options.integer(Self.grid), probability: share,
            count: count, seed: question.seed)
        var drawn: [Int: [Float]] = [:]
        var sums = [Double](repeating: 0, count: plane)
        var taken = 0
        func explanation() -> Explanation {
            let factor = 1 / (Double(max(taken, 1)) * share)
            let map = Tensor([height, width], sums.map { Float($0 * factor) })
            return Explanation(
                method: self, question: question, subject: analysis.subject, raw: map,
                notices: PerturbationNotices.all(map, classIndex, analysis))
        }
        try PerturbedInputs(question, of: analysis, batchSize: batchSize).run(
            count: count,
            write: { index, destination in
                let mask = drawn[index] ?? masks.next()
                drawn[index] = mask
                PixelMask.write(input, through: mask, to: destination)
            },
            take: { index, scores in
                let probabilities = Prediction.probabilities(
                    of: scores, scoring: analysis.model.graph.scoring)
                PixelMask.add(drawn[index]!, times: probabilities[classIndex], to: &sums)
                drawn[index] = nil
                taken += 1
            },
            partial: explanation)
        return explanation()
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        // What all masks have in common says nothing of places.
        let least = explanation.raw.withUnsafeBufferPointer { $0.min() ?? 0 }
        let map = Tensor(explanation.raw.shape, explanation.raw.values.map { $0 - least })
        return HeatMapOptions.present(explanation, map: map, options: options)
    }
}
