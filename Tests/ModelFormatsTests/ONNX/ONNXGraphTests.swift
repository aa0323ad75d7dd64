import Files
import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// The small files of `GoldenData/onnx-graphs`: every output of each, and its gradient where PyTorch has one.
@Suite struct ONNXGraphTests {
    private static let golden = GoldenFolder("onnx-graphs")
    private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: golden.path(""))) ?? [])
        .filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()

    @Test func hasFiles() {
        #expect(Self.names.count >= 35)
    }

    @Test(arguments: names)
    func agreesWithTheReference(name: String) throws {
        let arrays = try Self.golden.tensors("arrays.safetensors")
        let file = try ONNXFile(MappedFile(path: Self.golden.path("\(name).onnx")))
        let picture = try file.picture(size: nil)
        let importer = try file.imported(picture)
        let given = try arrays.tensor("\(name)/picture")
        let input =
            picture.isChannelsLast
            ? ONNXValue(given).picked(IndexMap(given.shape.dimensions).transposed([0, 3, 1, 2])).tensor
            : given
        let pass = try Executor(importer.graph).forward(input)
        for output in file.outputNames {
            let key = "\(name)/\(output)"
            let expected = try arrays.tensor(key)
            switch try #require(importer.symbol(output)) {
            case .constant(let value):
                #expect(value.dimensions == expected.shape.dimensions, "\(key)")
                #expect(Self.deviation(value.tensor, expected) <= 1e-5, "\(key)")
            case .variable(let layer, let shape):
                #expect(shape == expected.shape, "\(key)")
                #expect(Self.deviation(try pass.output(of: layer), expected) <= 1e-5, "\(key)")
                guard let direction = try? arrays.tensor("\(key)/direction") else { continue }
                let gradient = try pass.backward(from: layer, gradient: direction).gradient(at: 0)
                #expect(
                    Self.deviation(gradient, try arrays.tensor("\(key)/gradient")) <= 1e-4, "\(key): gradient"
                )
            case .unavailable(let layer):
                Issue.record("\(key): \(importer.graph.nodes[layer].obstacle?.english ?? "not computed")")
            }
        }
    }

    /// The largest difference, as a part of the largest magnitude that is expected.
    private static func deviation(_ found: Tensor, _ expected: Tensor) -> Float {
        guard found.count == expected.count else { return .infinity }
        let scale = expected.values.reduce(Float.leastNonzeroMagnitude) { max($0, abs($1)) }
        return zip(found.values, expected.values).reduce(0) { max($0, abs($1.0 - $1.1) / scale) }
    }
}
