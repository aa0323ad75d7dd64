import GoldenData
import NeuralNetwork
import Tensors
import Testing

/// What a framework says of one layer: figures of its output, and of the gradient of one number at that output.
struct GoldenLayer: Decodable {
    let name: String
    let shape: [Int]
    let output: ArraySummary
    let gradient: ArraySummary
    /// What the framework's own 32-bit gradient deviates from its 64-bit one: an activation on the kink of a ReLU or two
    /// equal maxima send the gradient another way.
    let gradientDeviation: Double

    /// Holds every layer's output and gradient against the framework's, from the top down.
    static func check(_ layers: [GoldenLayer], _ pass: ForwardPass, _ backward: BackwardPass) throws {
        for layer in layers.reversed() {
            let node = try #require(pass.graph.node(named: layer.name), "\(layer.name)")
            let output = try pass.output(of: node.id)
            // Frameworks differ in the axes of extent 1 that they keep.
            #expect(
                output.shape.dimensions.filter { $0 != 1 } == layer.shape.filter { $0 != 1 }, "\(layer.name)")
            #expect(layer.output.relativeError(of: output) <= 1e-4, "\(layer.name)")
            let gradient = try backward.gradient(at: node.id)
            #expect(
                layer.gradient.relativeError(of: gradient) <= max(1e-4, 3 * layer.gradientDeviation),
                "\(layer.name)")
        }
    }
}
