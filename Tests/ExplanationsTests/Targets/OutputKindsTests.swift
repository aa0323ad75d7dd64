import Files
import Foundation
import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Outputs that are no scores of classes, against PyTorch.
@Suite struct OutputKindsTests {
    private let golden = GoldenFolder("output-kinds")

    private func model(_ name: String) throws -> Model {
        try ModelFile.load(golden.path("\(name).onnx"), settings: ModelSettings(scaling: .tf))
    }

    private func array(_ name: String) throws -> Tensor {
        try golden.tensors("arrays.safetensors").tensor(name)
    }

    private func analysis(_ name: String) throws -> Analysis {
        try HeadsNetwork.analysis(of: array("picture"), model(name))
    }

    @Test(arguments: ["resnet", "normalized", "vit", "clip", "open_clip"])
    func embeddingsAreNoScores(name: String) throws {
        let analysis = try analysis(name)
        let output = analysis.model.graph.outputs[0]
        #expect(analysis.model.kind(of: output) == .embedding && analysis.model.graph.logits == nil)
        #expect(analysis.model.assumptions.contains(ModelRemark.embedding(output.name).words))
        guard case .embedding(let found)? = try analysis.findings() else {
            Issue.record("no embedding")
            return
        }
        let expected = try array("\(name)/output")
        let length = expected.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(found.count == expected.count && abs(found.length - length) < 1e-4 * length)
    }

    @Test func aHeadOfAsManyClassesStaysOne() throws {
        let model = try model("scores")
        #expect(model.kind(of: model.graph.outputs[0]) == .scores && model.graph.classCount == 64)
        let head = try ModelFile.load(
            golden.path("resnet.onnx"), settings: ModelSettings(scaling: .tf, head: "output"))
        #expect(head.graph.classCount == 64)
    }

    /// The gradient of the cosine, too, of Hugging Face's and open_clip's encoders.
    @Test(arguments: ["clip", "open_clip"]) func similarityOfPhotosIsPyTorchs(name: String) throws {
        let other = NSTemporaryDirectory() + "glassbox-\(UUID()).npy"
        try NPYFile.write(array("other"), to: other)
        defer { try? FileManager.default.removeItem(atPath: other) }
        let asked = try Targets.named("similarity to \(other)").asked(
            in: analysis(name), cancellation: nil)
        #expect(
            try abs(asked.analysis.predictions[0].logit - array("\(name)/similarity")[0]) < 1e-5)
        let gradient = try asked.analysis.gradients(ofClass: 0).gradient(at: 0)
        #expect(try relativeError(gradient, array("\(name)/gradient")) < 1e-4)
    }

    @Test func numbersHaveTheirRange() throws {
        let steering = try analysis("steering")
        let expected = try Double(array("steering/output")[0])
        guard case .numbers(let found)? = try steering.findings() else {
            Issue.record("no number")
            return
        }
        #expect(found.count == 1 && found[0].name == "steering")
        #expect(abs(found[0].value - expected) < 1e-4 * abs(expected))
        #expect(found[0].range.least == -30 && found[0].range.greatest == 30)
        #expect(abs(found[0].share! - (found[0].value + 30) / 60) < 1e-12)
        let standard = try #require(TargetFit.standard(for: steering.model))
        #expect(standard.text == "value 0 of steering")
        let asked = try standard.asked(in: steering, cancellation: nil)
        #expect(abs(Double(asked.analysis.predictions[0].logit) - expected) < 1e-4 * abs(expected))
        guard case .numbers(let ages)? = try analysis("age").findings() else {
            Issue.record("no number")
            return
        }
        #expect(ages[0].range.isOpen && ages[0].share == nil)
    }

    @Test func anAutoencoderPutsOutAPicture() throws {
        let model = try model("autoencoder")
        let full = try array("picture")
        let corner = Tensor([1, 3, 16, 16]) { target in
            for index in 0..<768 {
                let (channel, row, column) = (index / 256, index / 16 % 16, index % 16)
                target[index] = full[(channel * 32 + row) * 32 + column]
            }
        }
        guard
            case .reconstruction(let found)? = try HeadsNetwork.analysis(of: corner, model).findings()
        else {
            Issue.record("no picture")
            return
        }
        // 0…1 of the output are black and white, which are −1 and 1 at the input.
        let expected = try array("autoencoder/output")
        #expect(found.picture.width == 16 && found.picture.height == 16)
        for place in [0, 100, 255] {
            for channel in 0..<3 {
                let value = Double(expected[channel * 256 + place]) * 255
                #expect(abs(Double(found.picture.pixels[place * 3 + channel]) - value) < 1)
            }
        }
        let squares = (0..<768).map { pow(Double(2 * expected[$0] - 1 - corner[$0]), 2) }
        #expect(abs(found.meanSquaredError - squares.reduce(0, +) / 768) < 1e-4)
    }
}
