import Files
import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// DeepLIFT's contributions against shap's DeepExplainer.
@Suite struct DeepSHAPTests {
    @Test(arguments: [("stem", "input"), ("middle", "middle")])
    func agreesWithShap(layer: String, name: String) throws {
        let golden = try SHAPGolden.read()
        let analysis = try GoldenNetwork.analysis()
        let found = try DeepSHAP(background: golden.inputs).explain(
            Question(layer: analysis.model.layer(named: layer)), SHAPOptions(), of: analysis)
        let expected = try SHAPGolden.array("deep/\(name)")
        #expect(found.raw.shape == expected.shape)
        #expect(relativeError(found.raw, expected) <= 1e-4)
    }

    @Test(arguments: [14, 16]) func agreesWithShapOnTheEmbeddedNetwork(block: Int) throws {
        let golden = try SHAPGolden.read()
        let analysis = try Sample.catAnalysis()
        let layer = try SHAPGolden.layer(ofBlock: block, in: analysis.model)
        let found = try DeepSHAP(background: golden.photos(for: analysis.model)).explain(
            Question(layer: layer), SHAPOptions(), of: analysis)
        let expected = try SHAPGolden.array("deep/lite0-\(block)")
        #expect(found.raw.shape == expected.shape)
        #expect(relativeError(found.raw, expected) <= 1e-4)
    }

    @Test func valuesSumToTheDifferenceOfTheScores() throws {
        let golden = try SHAPGolden.read()
        let analysis = try GoldenNetwork.analysis()
        let scores = try golden.inputs.inputs.map { try analysis.executor.output(for: $0).values }
        for layer in ["stem", "left", "concatenate", "last_relu"] {
            let found = try DeepSHAP(background: golden.inputs).explain(
                Question(layer: analysis.model.layer(named: layer)), SHAPOptions(), of: analysis)
            // Beside a branch the other stays that of the photo, so the difference is another one there.
            guard layer == "stem" || layer == "last_relu" else {
                #expect(found.notices.contains { $0.english.contains("(gap ") })
                continue
            }
            for (rank, index) in golden.ranks.enumerated() {
                let own = try Double(analysis.forward.logits()![index])
                let difference = own - scores.reduce(0) { $0 + Double($1[index]) } / Double(scores.count)
                #expect(abs(found.raw.part(rank).sum - difference) < 1e-5, "\(layer)")
            }
        }
    }

    @Test func reportsAfterEachPhotoOfTheBackground() throws {
        let golden = try SHAPGolden.read()
        let analysis = try GoldenNetwork.analysis()
        nonisolated(unsafe) var fractions: [Double] = []
        let progress = ProgressReceiver(interval: .zero) { fraction, partial in
            fractions.append(fraction)
            #expect(partial()?.raw.shape == [2, 16, 16])
        }
        _ = try DeepSHAP(background: golden.inputs).explain(
            Question(layer: analysis.model.layer(named: "stem"), progress: progress), SHAPOptions(),
            of: analysis)
        #expect(fractions == [0.25, 0.5, 0.75, 1])
    }
}
