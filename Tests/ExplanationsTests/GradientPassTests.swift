import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// A batch that goes in one input at a time up to the dense layers, against the whole batch at once.
@Suite struct GradientPassTests {
    private static func network() throws -> Graph {
        func weights(_ shape: Shape, bound: Float) -> Tensor {
            Tensor(shape) { values in
                var state: UInt32 = 1
                for position in values.indices {
                    state = state &* 1_664_525 &+ 1_013_904_223
                    values[position] = (Float(state >> 8) / Float(1 << 23) - 1) * bound
                }
            }
        }
        var builder = GraphBuilder(name: "large-head", input: [3, 8, 8])
        let convolution = try builder.add(
            "convolution",
            Convolution(
                weights: weights([64, 3, 3, 3], bound: 0.3), window: Window([3, 3], padding: .same),
                activation: .relu), 0)
        let flat = try builder.add("flatten", Reshape([4096]), convolution)
        let hidden = try builder.add(
            "hidden", Dense(weights: weights([4100, 4096], bound: 0.02), activation: .relu), flat)
        let scores = try builder.add("scores", Dense(weights: weights([5, 4100], bound: 0.02)), hidden)
        return builder.build(logits: scores)
    }

    @Test func bothWaysGiveTheSame() throws {
        let executor = try Executor(Self.network())
        let whole = GradientPass(executor, memory: .max / 8)
        let parted = GradientPass(executor, memory: 0)
        // Only the maps count, not the dense layers' gradients.
        #expect(parted.bytesPerItem < whole.bytesPerItem)
        let inputs = uniform([3, 3, 8, 8], index: 77)
        let expected = try whole.run(inputs, classIndexes: [4, 0], cancellation: nil)
        let found = try parted.run(inputs, classIndexes: [4, 0], cancellation: nil)
        #expect(
            found.scores.shape == [3, 5] && found.gradients.map(\.shape) == [[3, 3, 8, 8], [3, 3, 8, 8]])
        #expect(relativeError(found.scores, expected.scores) < 1e-5)
        for (one, other) in zip(found.gradients, expected.gradients) {
            #expect(relativeError(one, other) < 1e-5)
        }
    }
}
