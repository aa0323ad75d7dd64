import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Detectors whose boxes are no single table of centres, against the post-processing of torchvision and transformers.
@Suite struct DetectorOutputsTests {
    private static let golden = GoldenFolder("detector-outputs")
    private static let names = ["ssd", "detr", "chosen", "seven", "caffe", "places"]

    private func analysis(_ name: String) throws -> Analysis {
        let model = try ModelFile.load(
            Self.golden.path("\(name).onnx"), settings: ModelSettings(scaling: .tf))
        return try HeadsNetwork.analysis(
            of: Self.golden.tensors("arrays.safetensors").tensor("picture"), model)
    }

    private func detections(_ analysis: Analysis) throws -> [Detection] {
        guard case .detections(let found)? = try analysis.findings() else {
            Issue.record("no detector")
            return []
        }
        return found
    }

    @Test(arguments: names) func boxesAreThoseOfTheFramework(name: String) throws {
        let arrays = try Self.golden.tensors("arrays.safetensors")
        let analysis = try analysis(name)
        #expect(analysis.predictions.isEmpty)
        let found = try detections(analysis)
        try Detection.expect(found, as: name, in: arrays)
    }

    @Test(arguments: names) func theGradientOfABoxIsPyTorchs(name: String) throws {
        let analysis = try analysis(name)
        let asked = try Targets.named("detection 2").asked(in: analysis, cancellation: nil)
        let gradient = try Saliency().explain(
            Question(layer: asked.analysis.model.graph.nodes[0], classIndex: 0), of: asked.analysis
        ).raw
        let expected = try Self.golden.tensors("arrays.safetensors").tensor("\(name)/gradient").part(0)
        #expect(relativeError(gradient, expected) < 1e-4)
    }

    /// Whatever the four numbers are, the parts of a box are pixels.
    @Test(arguments: names) func partsOfABoxArePixels(name: String) throws {
        let analysis = try analysis(name)
        let second = try #require(detections(analysis).dropFirst().first)
        let parts = [
            "x": second.left + second.width / 2, "y": second.top + second.height / 2, "width": second.width,
            "height": second.height,
        ]
        for (part, expected) in parts {
            let asked = try Targets.named("detection 2 \(part)").asked(in: analysis, cancellation: nil)
            #expect(
                abs(Double(asked.analysis.predictions[0].logit) - expected) < 1e-3, "\(part)")
        }
    }

    @Test func whatIsNotUnderstoodIsSaidAndLeft() throws {
        let analysis = try analysis("raw")
        #expect(try analysis.findings() == nil)
        let graph = analysis.model.graph
        #expect(graph.outputs.map { analysis.model.kind(of: $0).name } == ["values", "values"])
        let remark = ModelRemark.undecodedBoxes("bbox_regression", scores: "cls_logits")
        #expect(analysis.model.assumptions.contains(remark.words))
        #expect(
            remark.words.english
                == "Its outputs bbox_regression and cls_logits look like a detector's, but its boxes are distances "
                + "from places that the file does not tell of, so its outputs are shown as they are.")
    }

    @Test func outputsThatBelongToBoxesAreNoClassScores() throws {
        let model = try analysis("chosen").model
        #expect(model.graph.outputs.map { model.kind(of: $0).name } == ["boxes", "of-boxes", "of-boxes"])
        #expect(model.graph.logits == nil)
    }
}

extension Detection {
    /// Compares boxes with those of a framework: corners, scores and classes under a name.
    static func expect(_ found: [Detection], as name: String, in arrays: SafeTensorsFile) throws {
        let (boxes, scores) = try (arrays.tensor("\(name)/boxes"), arrays.tensor("\(name)/scores"))
        let classes = try arrays.tensor("\(name)/classes").values.map { Int($0) }
        #expect(found.count == scores.count && found.map(\.classIndex) == classes)
        for (index, detection) in found.enumerated() {
            #expect(abs(detection.score - Double(scores[index])) < 1e-5)
            let corners = [
                detection.left, detection.top, detection.left + detection.width,
                detection.top + detection.height,
            ]
            for (side, corner) in corners.enumerated() {
                #expect(abs(corner - Double(boxes[index * 4 + side])) < 1e-3)
            }
        }
    }
}
