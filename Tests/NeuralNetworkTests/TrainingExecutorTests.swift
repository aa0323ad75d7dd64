import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

@Suite struct TrainingExecutorTests {
    private func network(_ parameters: [Parameter], isFused: Bool = true) throws -> Graph {
        var builder = GraphBuilder(name: "test", input: [3, 12, 12])
        var node = try builder.add(
            "conv", Convolution(weights: parameters[0].tensor, window: Window([3, 3], padding: .all(1))),
            builder.input)
        let normalized = try builder.add(
            "bn",
            BatchNormalization(
                scale: parameters[1].tensor, offset: parameters[2].tensor, mean: parameters[3].tensor,
                variance: parameters[4].tensor, epsilon: 1e-5), node)
        node = try builder.add("relu", ActivationLayer(.relu), normalized)
        // A second reader keeps the rectifier apart.
        if !isFused { _ = try builder.add("other", ActivationLayer(.sigmoid), normalized) }
        let branch = try builder.add(
            "right", Convolution(weights: parameters[5].tensor, window: Window([1, 1])), node)
        node = try builder.add("add", ElementwiseArithmetic.add, node, branch)
        node = try builder.add("pool", GlobalPooling(.average(countsPadding: true), keepsAxes: false), node)
        if !isFused {
            let other = try builder.add(
                "other pool", GlobalPooling(.average(countsPadding: true), keepsAxes: false),
                builder.contains("other") ? 4 : node)
            node = try builder.add("less", ElementwiseArithmetic(.multiply, constant: Tensor([], [0])), other)
            node = try builder.add("sum", ElementwiseArithmetic.add, node, node - 2)
        }
        node = try builder.add("fc", Dense(weights: parameters[6].tensor, bias: parameters[7].tensor), node)
        return builder.build(logits: node)
    }

    private func parameters() -> [Parameter] {
        var draw = Draw(seed: 3)
        let shapes: [(String, Shape)] = [
            ("conv.weight", [16, 3, 3, 3]), ("bn.weight", [16]), ("bn.bias", [16]), ("bn.mean", [16]),
            ("bn.variance", [16]), ("right.weight", [16, 16, 1, 1]), ("fc.weight", [4, 16]), ("fc.bias", [4]),
        ]
        return shapes.map { name, shape in
            Parameter(
                name,
                copying: name == "bn.variance" ? Tensor(shape, repeating: 1) : draw.tensor(shape))
        }
    }

    /// ⟨gradient, direction⟩ is the change of ⟨scores, u⟩ along the direction.
    @Test func gradientsAreThoseOfDifferences() throws {
        var draw = Draw(seed: 8)
        let input = draw.tensor([5, 3, 12, 12])
        let parameters = parameters()
        let executor = try TrainingExecutor(network(parameters), parameters: parameters, seed: 0)
        #expect(executor.untrainedLayers.isEmpty)
        #expect(
            parameters.filter(\.isTrained).map(\.name) == [
                "conv.weight", "bn.weight", "bn.bias", "right.weight", "fc.weight", "fc.bias",
            ])
        let pass = try executor.forward(input, number: 0)
        let u = draw.tensor([5, 4])
        try pass.backward(u)
        for parameter in parameters where parameter.isTrained {
            let direction = draw.tensor(parameter.tensor.shape)
            func score(_ distance: Float) throws -> Double {
                let start = parameter.tensor.copied
                parameter.update { values, _ in
                    for index in values.indices { values[index] += distance * direction[index] }
                }
                try executor.renew()
                defer {
                    parameter.update { values, _ in
                        for index in values.indices { values[index] = start[index] }
                    }
                }
                return dot(try executor.forward(input, number: 0).logits(), u)
            }
            let step: Float = 1e-2
            let change = (try score(step) - score(-step)) / Double(2 * step)
            try executor.renew()
            let expected = dot(parameter.gradient, direction)
            #expect(abs(change - expected) <= 2e-2 * max(1, abs(expected)), "\(parameter.name)")
        }
    }

    @Test func aRectifierIsComputedAlong() throws {
        var draw = Draw(seed: 9)
        let input = draw.tensor([5, 3, 12, 12])
        let u = draw.tensor([5, 4])
        let found = try [true, false].map { isFused in
            let parameters = parameters()
            let executor = try TrainingExecutor(
                network(parameters, isFused: isFused), parameters: parameters, seed: 0)
            let pass = try executor.forward(input, number: 0)
            let scores = try pass.logits()
            try pass.backward(u)
            return [scores] + parameters.map { $0.isTrained ? $0.gradient : $0.tensor }
        }
        for (one, other) in zip(found[0], found[1]) { #expect(relativeError(one, other) <= 1e-5) }
    }

    @Test func frozenParametersGetNoGradient() throws {
        var draw = Draw(seed: 9)
        let parameters = parameters()
        let executor = try TrainingExecutor(
            network(parameters), parameters: parameters, frozen: ["conv.weight", "bn.weight", "bn.bias"],
            seed: 0)
        try executor.forward(draw.tensor([2, 3, 12, 12]), number: 0).backward(draw.tensor([2, 4]))
        #expect(parameters[0].gradient.values.allSatisfy { $0 == 0 })
        #expect(dot(parameters[6].gradient, parameters[6].gradient) > 0)
    }

    @Test func layersThatKeepTheirValuesAreNamed() throws {
        let parameters = parameters()
        let executor = try TrainingExecutor(
            network(parameters), parameters: Array(parameters.dropFirst()), seed: 0)
        #expect(executor.untrainedLayers == ["conv"])
    }
}
