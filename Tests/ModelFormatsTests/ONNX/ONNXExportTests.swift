import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// What is written is read again as the same network. `Tests/GoldenData/training/check.py` asks ONNX Runtime the same.
@Suite struct ONNXExportTests {
    @Test(arguments: [
        "small", "resnet18", "mobilenet_v2", "squeezenet1_1", "efficientnet-lite0", "densenet121", "alexnet",
        "vgg11",
    ]) func isReadAgain(_ name: String) throws {
        let made = try TrainableNetwork(name, start: .random).make(classes: 7, size: 64, seed: 2)
        let names = (0..<7).map { "class \"\($0)\", first" }
        let path = NSTemporaryDirectory() + "glassbox-export-\(UUID().uuidString).onnx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try ONNXExport.data(of: made.graph, classNames: names).write(to: URL(fileURLWithPath: path))
        let model = try ModelFile.load(path)
        #expect(model.labels?.names == names)
        let input = uniform([2, 3, 64, 64], index: 4)
        let expected = try Executor(made.graph).output(for: input)
        let found = try Executor(model.graph).output(for: input)
        #expect(found.shape == expected.shape)
        #expect(relativeError(found, expected) <= 1e-5)
    }

    @Test func refusesWhatItCannotWrite() throws {
        var builder = GraphBuilder(name: "test", input: [3, 8, 8])
        let pooled = try builder.add("pool", GlobalPooling.average, builder.input)
        let node = try builder.add("odd", ActivationLayer(.sparsePlus), pooled)
        #expect(throws: ONNXExportError.self) { try ONNXExport.data(of: builder.build(logits: node)) }
    }
}
