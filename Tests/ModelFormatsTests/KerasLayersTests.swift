import Files
import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Every layer and operation of Keras that is known, as Keras 2 and Keras 3 describe them, against Keras: what each puts out,
/// and the gradient of a class score with respect to the picture.
@Suite struct KerasLayersTests {
    struct Golden: Decodable {
        let version: Int
        let branches: [String]
        let shape: [Int]
        let input: [Float]
        let features: [Float]
        let scores: [Float]
        let gradient: [Float]
    }

    /// Weights as the generator draws them.
    struct DrawnVariables: KerasVariables {
        func tensors(of layer: KerasAddress, _ arrays: [KerasArray], isWhole: Bool) -> [Tensor] {
            arrays.map { array in
                let count = array.shape.reduce(1, *)
                let mean: Float = ["gamma", "moving_variance", "scale"].contains(array.name) ? 1 : 0
                return Tensor(
                    Shape(array.shape),
                    (0..<count).map { mean + Float(0.3 * sin(0.7 * Double($0) + Double(count % 97))) })
            }
        }
    }

    @Test(arguments: ["layers3", "layers2", "operations3", "functions2"])
    func agreesWithKeras(_ name: String) throws {
        let folder = GoldenFolder("keras-layers")
        let golden = try folder.decode(Golden.self, from: "\(name).json")
        let description = JSONValue(
            parsing: try Data(contentsOf: URL(fileURLWithPath: folder.path("\(name).json"))))
        let graph = try KerasImporter.graph(
            of: KerasNetwork(try #require(description?["model"]), path: name), variables: DrawnVariables(),
            version: golden.version,
            path: name)
        for node in graph.nodes where !node.isComputed {
            Issue.record("\(node.name) is not computed: \(node.obstacle?.english ?? "")")
        }
        let pass = try Executor(graph).forward(Tensor(Shape(golden.shape), golden.input))
        let features = try pass.output(of: try #require(graph.node(named: "features")).id).values
        for (index, branch) in golden.branches.enumerated() {
            let (own, expected) = (
                features[index * 2...index * 2 + 1], golden.features[index * 2...index * 2 + 1]
            )
            let size = max(expected.map(abs).max() ?? 0, 0.1)
            #expect(
                zip(own, expected).allSatisfy { abs($0 - $1) <= 1e-4 * size },
                "\(branch): \(own), not \(expected)")
        }
        let logits = try #require(try pass.logits())
        #expect(relativeError(logits, Tensor([1, golden.scores.count], golden.scores)) <= 1e-4)
        let gradient = try pass.backward(fromClass: 0).gradient(at: 0)
        #expect(relativeError(gradient, Tensor(Shape(golden.shape), golden.gradient)) <= 1e-4)
    }
}
