import Files
import Foundation
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Expected gradients against shap's GradientExplainer.
@Suite struct GradientSHAPTests {
    private func options(samples: Int) -> SHAPOptions {
        var options = SHAPOptions()
        options.samples = samples
        return options
    }

    @Test(arguments: [("stem", "input"), ("middle", "middle"), ("left_relu", "left")])
    func agreesWithShap(layer: String, name: String) throws {
        let golden = try SHAPGolden.read()
        let analysis = try GoldenNetwork.analysis()
        #expect(golden.ranks == analysis.predictions.prefix(2).map(\.index))
        let found = try GradientSHAP(background: golden.inputs).explain(
            Question(
                layer: analysis.model.layer(named: layer), seed: golden.seed),
            options(samples: golden.samples), of: analysis)
        let expected = try SHAPGolden.array("gradient/\(name)")
        #expect(found.raw.shape == expected.shape)
        #expect(relativeError(found.raw, expected) <= 1e-4)
    }

    @Test(arguments: [14, 16]) func agreesWithShapOnTheEmbeddedNetwork(block: Int) throws {
        let golden = try SHAPGolden.read()
        let analysis = try Sample.catAnalysis()
        let found = try GradientSHAP(background: golden.photos(for: analysis.model)).explain(
            Question(
                layer: SHAPGolden.layer(ofBlock: block, in: analysis.model), seed: golden.seed),
            options(samples: golden.samples), of: analysis)
        let expected = try SHAPGolden.array("gradient/lite0-\(block)")
        #expect(found.raw.shape == expected.shape)
        #expect(relativeError(found.raw, expected) <= 1e-3)
    }

    @Test func valuesSumToTheDifferenceOfTheScores() throws {
        let golden = try SHAPGolden.read()
        let analysis = try GoldenNetwork.analysis()
        let found = try GradientSHAP(background: golden.inputs).explain(
            Question(layer: analysis.model.layer(named: "middle")), options(samples: 2000),
            of: analysis)
        let scores = try golden.inputs.inputs.map { try analysis.executor.output(for: $0).values }
        let own = try analysis.forward.logits()!
        for (rank, index) in golden.ranks.enumerated() {
            let mean = scores.reduce(0) { $0 + Double($1[index]) } / Double(scores.count)
            let difference = Double(own[index]) - mean
            #expect(abs(found.raw.part(rank).sum - difference) < 0.1 * abs(difference))
            #expect(
                found.notices.contains {
                    $0.english.hasPrefix("class \(index): the values sum to ")
                        && $0.english.contains("the score differs from the background's mean by ")
                })
        }
        #expect(
            found.notices.contains { $0.english.hasPrefix("With 2000 samples a value's standard error is ") })
    }

    @Test func theClassAskedForComesFirst() throws {
        let analysis = try GoldenNetwork.analysis()
        let last = analysis.predictions.last!.index
        let found = try GradientSHAP(background: SHAPGolden.read().inputs).explain(
            Question(
                layer: analysis.model.layer(named: "middle"), classIndex: last), options(samples: 3),
            of: analysis)
        #expect(found.classIndex == last)
        guard case .sheet(let sheet) = found.presentation(OptionValues(), in: nil) else {
            Issue.record("no sheet")
            return
        }
        #expect(
            sheet.panels.map(\.caption.english)
                == [""] + [last, analysis.predictions[0].index].map { "class \($0)" })
        #expect(sheet.legend != nil)
    }

    @Test func whatALayerReadsIsExplainedAndElseWhatItPutsOut() throws {
        let analysis = try GoldenNetwork.analysis()
        let model = analysis.model
        let found = try GradientSHAP(background: SHAPGolden.read().inputs).explain(
            Question(layer: model.layer(named: "concatenate")), options(samples: 2), of: analysis)
        #expect(
            found.notices.first?.english
                == "concatenate reads several layers, so the values are those of its output.")
        #expect(
            try SHAP().obstacle(in: model, at: model.layer(named: "hidden"))?.description
                == "The output of flatten has no rows and columns, so there is nothing to lay over the photo."
        )
        #expect(Obstacle.noInfluence(layer: "a").description == "The class scores do not depend on a.")
    }

    @Test func aBackgroundThatIsThePhotoIsSaid() throws {
        let analysis = try GoldenNetwork.analysis()
        let found = try GradientSHAP(background: Background([analysis.subject.input])).explain(
            Question(layer: analysis.model.layer(named: "stem")), options(samples: 2), of: analysis)
        #expect(found.raw.isZero)
        #expect(
            found.notices.prefix(2) == [
                "All values are zero: nothing here speaks for or against what is explained.",
                "The photo is itself one of the photos it is compared with, which makes all values smaller.",
            ])
    }

    @Test func aFolderGivesTheBackground() throws {
        let analysis = try GoldenNetwork.analysis()
        let builtIn = try Background(.builtIn, for: analysis.model)
        #expect(builtIn.inputs.count == 16)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var values = OptionValues()
        try values.set("background", to: folder, for: SHAP())
        let source = SHAPOptions(values).background
        #expect(source == .path(folder))
        #expect {
            try Background(source, for: analysis.model)
        } throws: {
            "\($0)"
                == "\(folder) holds no photos to compare with; put PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF files into it."
        }
        try Data("no photo".utf8).write(to: URL(fileURLWithPath: folder + "/a.txt"))
        try FileManager.default.copyItem(
            atPath: ResourceFolder.path("Resources/photos/cat.png"), toPath: folder + "/cat.png")
        #expect(try Background(source, for: analysis.model).inputs.count == 1)
        #expect {
            try values.set("background", to: "/nowhere", for: SHAP())
        } throws: {
            "\($0)" == "--background takes the path of a folder, not /nowhere."
        }
    }
}
