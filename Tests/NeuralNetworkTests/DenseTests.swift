import GoldenData
import Tensors
import Testing

@testable import NeuralNetwork

/// A dense layer computes the same however its weights lie; `OperatorGoldenTests` holds one order against PyTorch.
@Suite struct DenseTests {
    @Test(arguments: [(1, 40, 17), (3, 33, 50), (1, 2100, 1030), (2, 1500, 1100)], [true, false])
    func bothOrdersOfTheWeightsGiveTheSame(_ extents: (Int, Int, Int), hasBias: Bool) throws {
        let (batch, inputs, outputs) = extents
        let weights = uniform([outputs, inputs], index: 1)
        let turned = Tensor([inputs, outputs]) { destination in
            for input in 0..<inputs {
                for output in 0..<outputs {
                    destination[input * outputs + output] = weights[output * inputs + input]
                }
            }
        }
        let bias = hasBias ? uniform([outputs], index: 2) : nil
        let input = uniform([batch, inputs], index: 3)
        let gradient = uniform([batch, outputs], index: 4)
        let first = try OperatorHarness(Dense(weights: weights, bias: bias, activation: .tanh), [input])
        let second = try OperatorHarness(
            Dense(weights: turned, order: .inputsByOutputs, bias: bias, activation: .tanh), [input])
        #expect(relativeError(try second.output(), try first.output()) <= 1e-5)
        #expect(
            relativeError(
                try second.gradient(gradient, toInput: 0), try first.gradient(gradient, toInput: 0)) <= 1e-5)
    }
}
