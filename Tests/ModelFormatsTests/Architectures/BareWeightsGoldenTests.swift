import Files
import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Families of which the weights decide the variant, one file for each way to name their parts: class scores and the gradient at the
/// input as PyTorch has them in float64.
@Suite(.serialized) struct BareWeightsGoldenTests {
    struct Cases: Decodable {
        let cases: [String: Case]
    }

    struct Case: Decodable {
        let file: String
        let size: Int
        let seed: UInt64
        let topClass: Int
        let logits: [Double]
        let inputGradient: ArraySummary
        let gradientDeviation: Double
    }

    private static let golden = GoldenFolder("bare-weights")
    private static let cases = (try? golden.decode(Cases.self, from: "cases.json").cases) ?? [:]

    @Test func everyFamilyIsThere() {
        #expect(Self.cases.count >= 25)
        for family in ["torchvision-swin", "timm-vit", "transformers-resnet", "small-resnet"] {
            #expect(Self.cases[family] != nil, "\(family)")
        }
    }

    @Test(arguments: cases.keys.sorted())
    func agreesWithPyTorch(name: String) throws {
        let expected = try #require(Self.cases[name])
        let files = try RestoredFiles()
        let path = try files.restore(expected.file, of: Self.golden)
        var choice = path
        let config = Self.golden.path("\(name).config.json")
        if FileManager.default.fileExists(atPath: config) {
            let folder = (path as NSString).deletingLastPathComponent + "/\(name)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: config, toPath: folder + "/config.json")
            try FileManager.default.moveItem(atPath: path, toPath: folder + "/model.safetensors")
            choice = folder
        }
        defer { if choice != path { try? FileManager.default.removeItem(atPath: choice) } }
        let architecture = name.hasPrefix("timm-efficientnet") ? "tf_efficientnet" : nil
        let model = try ModelFile.load(
            choice, settings: ModelSettings(architecture: architecture, size: expected.size))
        let input = NetworkGoldenTests.splitMixInput(expected.size, expected.seed)
        let pass = try Executor(model.graph).forward(input)
        let logits = Tensor([1, expected.logits.count], expected.logits.map(Float.init))
        #expect(relativeError(try #require(try pass.logits()), logits) <= 1e-4)
        let gradient = try pass.backward(fromClass: expected.topClass).gradient(at: 0)
        #expect(
            expected.inputGradient.relativeError(of: gradient) <= max(1e-4, 3 * expected.gradientDeviation))
        // Written as ONNX and read again it is the same network.
        let copy = path + ".onnx"
        try ONNXExport.data(of: model.graph).write(to: URL(fileURLWithPath: copy))
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let written = try ModelFile.load(copy)
        let again = try Executor(written.graph).output(for: input)
        #expect(relativeError(again.reshaped(logits.shape), logits) <= 1e-4)
    }
}
