import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// Owen values over a tree of halves of the photo (Lundberg's partition explainer), as shap's `PartitionExplainer` computes them:
/// only the network's scores are looked at, so it works on any network alike, and at no particular layer.
struct PartitionSHAP {
    /// Views between which the order of work is decided anew.
    private static let round = 10
    /// Views that go through the network at once.
    private static let batch = 2

    func explain(
        _ question: Question, _ options: SHAPOptions, of analysis: Analysis
    ) throws -> Explanation {
        let classIndexes = ShapleyValues.classIndexes(question, options, of: analysis)
        func explanation(_ maps: Tensor, _ scores: Scores) -> Explanation {
            let gaps = classIndexes.indices.map { rank in
                Notice.valueSum(
                    className: analysis.model.label(of: classIndexes[rank]), maps.part(rank).sum,
                    difference: scores.shown[rank] - scores.hidden[rank], from: .hiddenPhoto)
            }
            return ShapleyValues.explanation(
                classIndexes.indices.map(maps.part), of: classIndexes, question: question,
                analysis: analysis,
                notices: [.aboutNoLayer] + (scores.isUnhidden ? [.hidingChangesNothing] : []) + gaps)
        }
        let (maps, scores) = try values(
            ofClasses: classIndexes, question, options, analysis, partial: explanation)
        return explanation(maps, scores)
    }

    /// The scores between which the values divide the difference.
    struct Scores {
        let shown, hidden: [Double]
        /// Whether the hidden photo is the photo.
        let isUnhidden: Bool
    }

    /// - Parameter partial: the answer made of what is known so far.
    /// - Returns: classes×H×W.
    func values(
        ofClasses classIndexes: [Int], _ question: Question, _ options: SHAPOptions, _ analysis: Analysis,
        partial: (Tensor, Scores) -> Explanation?
    ) throws -> (Tensor, Scores) {
        let masker = PartitionMasker(analysis.subject, options)
        let scores = Scores(
            shown: classIndexes.map { index in
                Double(analysis.predictions.first { $0.index == index }!.logit)
            },
            hidden: try Self.scores(of: [[]], masker, classIndexes, question, analysis)[0],
            isUnhidden: masker.hidden.values == analysis.subject.input.values)
        var values = OwenValues(
            shape: analysis.model.graph.inputShape, hidden: scores.hidden, shown: scores.shown)
        func maps() -> Tensor {
            let maps = values.maps
            return Tensor(Shape([maps.count] + maps[0].shape.dimensions), maps.flatMap(\.values))
        }
        // Nothing hidden and everything hidden count too.
        let most = options.evaluations - 2
        var done = 0
        while done < most, !values.isComplete {
            let views = values.next(most: min(Self.round, most - done))
            values.receive(try Self.scores(of: views, masker, classIndexes, question, analysis))
            done += views.count
            try question.report(min(1, Double(done) / Double(most))) { partial(maps(), scores) }
        }
        return (maps(), scores)
    }

    /// The scores of the classes for views of the photo.
    private static func scores(
        of views: [[PictureBlock]], _ masker: PartitionMasker, _ classIndexes: [Int], _ question: Question,
        _ analysis: Analysis
    ) throws -> [[Double]] {
        let shape = analysis.model.graph.inputShape
        var scores: [[Double]] = []
        for start in stride(from: 0, to: views.count, by: batch) {
            let part = views[start..<min(start + batch, views.count)]
            let inputs = try Tensor(Shape([part.count] + shape.dimensions)) { destination in
                for (item, view) in part.enumerated() {
                    try question.cancellation?.check()
                    masker.write(
                        showing: view,
                        into: UnsafeMutableBufferPointer(
                            rebasing: destination[item * shape.count..<(item + 1) * shape.count]))
                }
            }
            let output = try analysis.executor.output(for: inputs, cancellation: question.cancellation)
            let classes = output.count / part.count
            for item in 0..<part.count {
                scores.append(classIndexes.map { Double(output[item * classes + $0]) })
            }
        }
        return scores
    }
}
