import Files
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Owen values against shap's PartitionExplainer.
@Suite struct PartitionSHAPTests {
    private func options(
        evaluations: Int, masker: PartitionMasker.Filling = .blur
    ) throws -> SHAPOptions {
        var options = SHAPOptions()
        options.explainer = .partition
        options.evaluations = evaluations
        options.masker = masker
        options.blur = try SHAPGolden.read().blur
        return options
    }

    /// The values of the golden data's classes.
    private func values(of analysis: Analysis, options: SHAPOptions) throws -> Tensor {
        let question = Question(layer: analysis.model.graph.nodes[0])
        return try PartitionSHAP().values(
            ofClasses: SHAPGolden.read().partitionClasses, question, options, analysis,
            partial: { _, _ in nil }
        ).0
    }

    @Test(arguments: [20, 100, 3000]) func agreesWithShap(evaluations: Int) throws {
        let found = try values(of: GoldenNetwork.analysis(), options: options(evaluations: evaluations))
        let expected = try SHAPGolden.array("partition/\(evaluations)")
        #expect(found.shape == expected.shape)
        #expect(relativeError(found, expected) <= 1e-3)
    }

    @Test func agreesWithShapOnTheEmbeddedNetwork() throws {
        let golden = try SHAPGolden.read()
        let analysis = try Sample.catAnalysis()
        var options = SHAPOptions()
        options.explainer = .partition
        options.evaluations = golden.photoEvaluations
        options.blur = golden.photoBlur
        let found = try SHAP().explain(
            Question(layer: analysis.model.graph.nodes[0]), options, of: analysis)
        let expected = try SHAPGolden.array("partition/lite0")
        #expect(found.raw.shape == expected.shape)
        #expect(relativeError(found.raw, expected) <= 1e-3)
    }

    @Test func agreesWithShapPaintingOver() throws {
        let analysis = try GoldenNetwork.analysis()
        let subject = Subject(path: "picture.png", photo: analysis.subject.photo, for: analysis.model)
        let ofPicture = try Analysis(of: subject, with: analysis.model, on: analysis.executor)
        let found = try values(of: ofPicture, options: options(evaluations: 100, masker: .inpaint))
        #expect(relativeError(found, try SHAPGolden.array("partition/inpaint")) <= 1e-3)
    }

    @Test func valuesSumToTheDifferenceAtAnyTime() throws {
        let analysis = try GoldenNetwork.analysis()
        nonisolated(unsafe) var sums: [Double] = []
        let progress = ProgressReceiver(interval: .zero) { _, partial in
            if let answer = partial() { sums.append(answer.raw.part(0).sum) }
        }
        let whole = try SHAP().explain(
            Question(
                layer: analysis.model.graph.nodes[0], classIndex: 3, progress: progress),
            options(evaluations: 60), of: analysis)
        let masker = try PartitionMasker(analysis.subject, options(evaluations: 60))
        let hidden = Tensor([1, 3, 16, 16], masker.hidden.values)
        let own = try analysis.forward.logits()![3]
        let difference = try Double(own) - Double(analysis.executor.output(for: hidden)[3])
        #expect(sums.count > 3)
        #expect(sums.allSatisfy { abs($0 - difference) < 1e-5 })
        #expect(whole.notices.first == Notice.aboutNoLayer.words)
        #expect(
            whole.notices.contains {
                $0.english.contains("the score differs from that of the hidden photo by ")
            })
    }

    @Test func aPhotoWithoutDetailIsSaid() throws {
        let model = try GoldenNetwork.model()
        let subject = Subject(
            path: "grey.png", photo: Picture(width: 16, height: 16, fill: RGB(90, 90, 90)), for: model)
        let analysis = try Analysis(of: subject, with: model, on: Executor(model.graph))
        let found = try SHAP().explain(
            Question(layer: model.graph.nodes[0]), options(evaluations: 8), of: analysis)
        #expect(found.raw.isZero)
        #expect(found.notices.contains(Notice.hidingChangesNothing.words))
    }

    @Test func blocksAreHalvedDownToSingleValues() {
        let block = PictureBlock(rows: 0..<3, columns: 2..<5, channels: 0..<3)
        let (upper, lower) = block.halves!
        #expect(upper.rows == 0..<1 && lower.rows == 1..<3 && upper.columns == 2..<5)
        let (left, right) = upper.halves!
        #expect(left.columns == 2..<3 && right.columns == 3..<5 && right.rows == 0..<1)
        let (red, others) = left.halves!
        #expect(red.channels == 0..<1 && others.channels == 1..<3 && red.halves == nil)
    }

    /// Two pixels of one channel: f = 1 with the first, 3 with the second, 10 with both.
    @Test func twoPlayersShareAsByHand() {
        var values = OwenValues(shape: [1, 1, 2], hidden: [0], shown: [10])
        #expect(values.maps[0].values == [5, 5])
        let views = values.next(most: 10)
        #expect(views.map { $0.map(\.columns) } == [[0..<1], [1..<2]])
        values.receive([[1], [3]])
        #expect(values.maps[0].values == [4, 6])
        #expect(values.next(most: 10).isEmpty && values.isComplete)
        #expect(values.maps[0].values == [4, 6])
    }
}
