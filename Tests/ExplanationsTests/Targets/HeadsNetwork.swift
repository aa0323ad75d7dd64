import Files
import Foundation
import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Explanations

/// The network of Tests/GoldenData/targets with outputs of every kind, and the photo that it was asked about.
final class HeadsNetwork {
    let golden: SafeTensorsFile
    let model: Model
    let analysis: Analysis
    /// The other photo, as a file.
    let other: String

    init() throws {
        let folder = GoldenFolder("targets")
        golden = try folder.tensors("arrays.safetensors")
        model = try ModelFile.load(
            folder.path("network.onnx"), settings: ModelSettings(scaling: .tf, head: "probabilities"))
        other = NSTemporaryDirectory() + "glassbox-\(UUID()).npy"
        try NPYFile.write(golden.tensor("other"), to: other)
        analysis = try Self.analysis(of: golden.tensor("picture"), model)
    }

    deinit { try? FileManager.default.removeItem(atPath: other) }

    static func analysis(of input: Tensor, _ model: Model) throws -> Analysis {
        let subject = Subject(
            path: "picture.npy", photo: model.preprocessing.picture(of: input), input: input, for: model)
        return try Analysis(of: subject, with: model, on: Executor(model.graph))
    }

    /// The layer that the generator calls `last`, after its activation.
    var last: Node {
        get throws { try model.layer(named: "/Relu_1") }
    }

    /// A target of the golden data, with the names that the file gives the layers.
    func target(_ text: String) throws -> any Target {
        try Targets.named(
            text.replacing("other.npy", with: other).replacing("of last", with: "of /Relu_1")
                .replacing("of first", with: "of /Relu"))
    }

    func asked(_ text: String, of analysis: Analysis? = nil) throws -> AskedAnalysis {
        try target(text).asked(in: analysis ?? self.analysis, cancellation: nil)
    }

    /// The targets of the golden data.
    var texts: [String] {
        golden.names.filter { $0.hasPrefix("value/") }.map { String($0.dropFirst(6)) }.sorted()
    }
}
