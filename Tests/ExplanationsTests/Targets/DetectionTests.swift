import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Detectors against torchvision.
@Suite struct DetectionTests {
    private let golden = GoldenFolder("detectors")

    private func analysis(_ name: String) throws -> Analysis {
        let model = try ModelFile.load(golden.path("\(name).onnx"), settings: ModelSettings(scaling: .tf))
        return try HeadsNetwork.analysis(
            of: golden.tensors("arrays.safetensors").tensor("picture"), model)
    }

    @Test(arguments: ["columns", "rows"]) func boxesAreThoseOfTorchvision(name: String) throws {
        let arrays = try golden.tensors("arrays.safetensors")
        let analysis = try analysis(name)
        #expect(analysis.predictions.isEmpty)
        guard case .detections(let found)? = try analysis.findings() else {
            Issue.record("no detector")
            return
        }
        try Detection.expect(found, as: name, in: arrays)
        let asked = try #require(TargetFit.standard(for: analysis.model))
            .asked(in: analysis, cancellation: nil)
        #expect(asked.analysis.target == "detection 1")
    }

    /// How many boxes such a network leaves depends on the picture, so that they are taken before that.
    @Test func boxesAreTakenBeforeTheNetworkDropsThem() throws {
        let analysis = try analysis("chosen")
        guard case .detections(let found)? = try analysis.findings() else {
            Issue.record("no detector")
            return
        }
        try Detection.expect(found, as: "columns", in: golden.tensors("arrays.safetensors"))
        let remark = ModelRemark.beforeSuppression("suppression")
        #expect(analysis.model.assumptions.contains(remark.words))
        let asked = try Targets.named("detection 2").asked(in: analysis, cancellation: nil)
        let own = try Targets.named("detection 2").asked(in: self.analysis("columns"), cancellation: nil)
        #expect(asked.analysis.predictions[0].logit == own.analysis.predictions[0].logit)
    }

    @Test(arguments: ["columns", "rows"]) func theGradientOfABoxIsPyTorchs(name: String) throws {
        let analysis = try analysis(name)
        let asked = try Targets.named("detection 2").asked(in: analysis, cancellation: nil)
        let gradient = try Saliency().explain(
            Question(layer: asked.analysis.model.graph.nodes[0], classIndex: 0), of: asked.analysis
        ).raw
        let expected = try golden.tensors("arrays.safetensors").tensor("\(name)/gradient").part(0)
        #expect(relativeError(gradient, expected) < 1e-4)
        let width = try Targets.named("detection 2 width").asked(in: analysis, cancellation: nil)
        guard case .detections(let found)? = try analysis.findings() else { return }
        #expect(abs(Double(width.analysis.predictions[0].logit) - found[1].width) < 1e-4)
    }

    @Test func saysWhatIsNotThere() throws {
        let analysis = try analysis("columns")
        #expect {
            try Targets.named("detection 99").asked(in: analysis, cancellation: nil)
        } throws: {
            "\($0)" == "There is no detection 99; the network finds 30, the surest of which is 1."
        }
        let heads = try HeadsNetwork()
        #expect {
            try Targets.named("detection 1").asked(in: heads.analysis, cancellation: nil)
        } throws: {
            "\($0)".contains("it puts out no boxes")
        }
    }

    /// Half of one square lies in the other: a third of both together.
    @Test func overlapsAreSharesOfBothTogether() {
        func box(_ left: Double) -> Detection {
            Detection(
                classIndex: 0, label: "", score: 1, left: left, top: 0, width: 10, height: 10, place: 0)
        }
        #expect(abs(box(0).overlap(with: box(5)) - 1 / 3) < 1e-12)
        #expect(box(0).overlap(with: box(0)) == 1 && box(0).overlap(with: box(20)) == 0)
    }
}
