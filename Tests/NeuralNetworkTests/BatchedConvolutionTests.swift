import GoldenData
import Tensors
import Testing

@testable import NeuralNetwork

/// A batch whose convolution needs more room between its stages than is granted goes through in parts.
@Suite struct BatchedConvolutionTests {
    @Test func aBatchInPartsGivesWhatItsItemsGive() throws {
        var draw = Draw(seed: 5)
        let operation = Convolution(
            weights: draw.tensor([64, 64, 3, 3]), bias: draw.tensor([64]),
            window: Window([3, 3], padding: .same), activation: .relu)
        var builder = GraphBuilder(name: "convolution", input: [64, 112, 112])
        let layer = try builder.add("convolution", operation, [0])
        let executor = try Executor(builder.build(logits: nil))
        let batch = 10
        let input = draw.tensor([batch, 64, 112, 112])
        let gradient = draw.tensor([batch, 64, 112, 112])
        let pass = try executor.forward(input)
        let output = try pass.output(of: layer)
        let back = try pass.backward(from: layer, gradient: gradient, keeping: .nothing).gradient(at: 0)
        for item in [0, 4, 9] {
            let one = Shape([1, 64, 112, 112])
            let single = try executor.forward(input.part(item).reshaped(one))
            #expect(relativeError(output.part(item).reshaped(one), try single.output(of: layer)) < 1e-5)
            let own = try single.backward(from: layer, gradient: gradient.part(item).reshaped(one))
                .gradient(at: 0)
            #expect(relativeError(back.part(item).reshaped(one), own) < 1e-4)
        }
    }
}
