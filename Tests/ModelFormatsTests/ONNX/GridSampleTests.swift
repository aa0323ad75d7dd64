import Files
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Sampling at the positions of a grid as `GoldenData/onnx-grid-sample` has it from PyTorch: files that PyTorch wrote, in
/// the opsets that name the modes differently, with grids from a layer and constant ones.
@Suite struct GridSampleTests {
    private static let golden = GoldenFolder("onnx-grid-sample")

    @Test(arguments: ["opset16", "opset20", "opset20-constant"])
    func samplesAsPyTorchDoes(name: String) throws {
        let arrays = try Self.golden.tensors("arrays.safetensors")
        let picture = try arrays.tensor("picture")
        let file = try ONNXFile(MappedFile(path: Self.golden.path("\(name).onnx")))
        let importer = try file.imported(file.picture(size: nil))
        let pass = try Executor(importer.graph).forward(picture)
        #expect(file.outputNames.count == 18)
        for output in file.outputNames {
            let symbol = try #require(importer.symbol(output))
            guard case .variable(let layer, _) = symbol else {
                Issue.record("\(output) is not computed")
                continue
            }
            let key = "\(name)/\(output)"
            #expect(relativeError(try pass.output(of: layer), try arrays.tensor(key)) < 1e-5, "\(key)")
            let gradient = try pass.backward(from: layer, gradient: arrays.tensor("\(key)/direction"))
                .gradient(at: 0)
            #expect(
                relativeError(gradient, try arrays.tensor("\(key)/gradient")) < 1e-4, "\(key): gradient")
        }
    }
}
