import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Operations take their inputs in whatever layout the layers before leave them.
@Suite struct OperatorLayoutTests {
    @Test(arguments: OperatorSamples.all.filter { $0.shapes.contains { $0.rank == 4 } })
    func blocksOfChannelsGiveTheSame(sample: OperatorSample) throws {
        let plain = try OperatorHarness(sample.operation, sample.inputs)
        let blocked = try OperatorHarness(sample.operation, sample.inputs, isBlocked: true)
        let output = try plain.output()
        #expect(relativeError(try blocked.output(), output) < 1e-6)
        // What fills up blocks is zero, which the library's own code counts on.
        let total = output.values.reduce(0) { $0 + Double(abs($1)) }
        #expect(abs(blocked.outputFloats.reduce(0) { $0 + Double(abs($1)) } - total) <= 1e-5 * total)
        var draw = Draw(seed: 3)
        let gradient = draw.tensor(output.shape)
        for index in sample.inputs.indices {
            let expected = try plain.gradient(gradient, toInput: index)
            #expect(relativeError(try blocked.gradient(gradient, toInput: index), expected) < 1e-6)
        }
    }
}
