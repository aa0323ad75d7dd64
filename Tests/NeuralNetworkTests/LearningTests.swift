import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// What gradients of parameters have to be whatever the shape: for an operation that is linear in its parameters p,
/// ⟨J dp, u⟩ = ⟨dp, Jᵀu⟩, J being the difference of two outputs.
@Suite struct LearningTests {
    static let seeds = Array(UInt64(1)...12)

    private func check(
        _ make: ([Tensor]) -> any Operator, _ values: [Tensor], _ input: Tensor, isBlocked: Bool = false
    ) throws {
        var draw = Draw(seed: 97)
        let parameters = values.enumerated().map { Parameter("\($0)", copying: $1) }
        let harness = try LearningHarness(
            make(parameters.map(\.tensor)), [input], parameters, isBlocked: isBlocked)
        let before = try harness.output()
        let u = draw.tensor(before.shape)
        _ = try harness.gradients(u)
        let directions = values.map { draw.tensor($0.shape) }
        for (parameter, direction) in zip(parameters, directions) {
            parameter.update { values, _ in
                for index in values.indices { values[index] += direction[index] }
            }
        }
        let after = try harness.outputAnew()
        let change = Tensor(before.shape, zip(after.values, before.values).map { $0 - $1 })
        let left = dot(change, u)
        let right = zip(parameters, directions).reduce(0) { $0 + dot($1.0.gradient, $1.1) }
        let scale = (dot(change, change) * dot(u, u)).squareRoot()
        #expect(abs(left - right) <= 5e-6 * max(scale, 1e-3))
    }

    @Test(arguments: seeds) func convolution(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let groups = draw.one(of: [1, 1, 2, 3])
        let inputs = groups * draw.whole(1...9)
        let outputs = groups * draw.whole(1...9)
        let kernel = [draw.whole(1...5), draw.whole(1...5)]
        let window = Window(
            kernel, stride: [draw.whole(1...3), draw.whole(1...3)],
            dilation: [draw.whole(1...2), draw.whole(1...2)], padding: draw.one(of: [.same, .none]))
        let input = draw.tensor([draw.whole(1...3), inputs, draw.whole(9...17), draw.whole(9...17)])
        let values = [
            draw.tensor([outputs, inputs / groups, kernel[0], kernel[1]]), draw.tensor([outputs]),
        ]
        for isBlocked in [false, true] {
            try check(
                { Convolution(weights: $0[0], bias: $0[1], window: window, groups: groups) }, values, input,
                isBlocked: isBlocked)
        }
    }

    /// By Winograd's algorithm, whose weights have to be transformed anew.
    @Test func convolutionOfManyChannels() throws {
        var draw = Draw(seed: 1)
        try check(
            {
                Convolution(
                    weights: $0[0], bias: $0[1], window: Window([3, 3], padding: .all(1)))
            }, [draw.tensor([24, 16, 3, 3]), draw.tensor([24])], draw.tensor([2, 16, 20, 20]))
    }

    @Test(arguments: seeds) func depthwiseConvolution(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let channels = draw.whole(2...40)
        // Kernels wider than the picture and of more columns than are summed up together are among them.
        let kernel = [draw.whole(1...11), draw.whole(1...11)]
        let window = Window(
            kernel, stride: [draw.whole(1...3), draw.whole(1...3)],
            dilation: [draw.whole(1...2), draw.whole(1...3)], padding: .same)
        let values = [draw.tensor([channels, 1, kernel[0], kernel[1]]), draw.tensor([channels])]
        let input = draw.tensor([draw.whole(1...3), channels, draw.whole(3...20), draw.whole(3...90)])
        for isBlocked in [false, true] {
            try check(
                { Convolution(weights: $0[0], bias: $0[1], window: window, groups: channels) }, values, input,
                isBlocked: isBlocked)
        }
    }

    @Test(arguments: seeds) func transposedConvolution(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let axes = draw.whole(1...3)
        func each(_ range: ClosedRange<Int>) -> [Int] { (0..<axes).map { _ in draw.whole(range) } }
        let groups = draw.one(of: [1, 1, 2, 3, 16])
        let inputs = groups * draw.whole(1...9)
        let outputs = draw.whole(1...9)
        let kernel = each(1...4)
        let stride = each(1...3)
        let window = Window(
            kernel, stride: stride, dilation: each(1...2), padding: draw.one(of: [.same, .sameLower, .none]))
        let extra = stride.map { draw.whole(0...$0) }
        let input = draw.tensor(Shape([draw.whole(1...3), inputs] + each(1...7)))
        let values = [draw.tensor(Shape([inputs, outputs] + kernel)), draw.tensor([outputs * groups])]
        for isBlocked in [false, true] {
            try check(
                {
                    TransposedConvolution(
                        weights: $0[0], bias: $0[1], window: window, groups: groups, outputPadding: extra)
                }, values, input, isBlocked: isBlocked)
        }
    }

    @Test(arguments: seeds) func dense(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let (inputs, outputs) = (draw.whole(1...70), draw.whole(1...70))
        let input = draw.tensor([draw.whole(1...9), inputs])
        try check(
            { Dense(weights: $0[0], bias: $0[1]) },
            [draw.tensor([outputs, inputs]), draw.tensor([outputs])], input)
        try check(
            { Dense(weights: $0[0], order: .inputsByOutputs) }, [draw.tensor([inputs, outputs])], input)
        try check(
            { MatrixMultiplication(right: $0[0]) }, [draw.tensor([inputs, outputs])],
            draw.tensor([2, draw.whole(1...5), inputs]))
    }

    @Test(arguments: seeds) func constants(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let (channels, rows, columns) = (draw.whole(1...20), draw.whole(1...6), draw.whole(1...6))
        let input = draw.tensor([2, channels, rows, columns])
        for shape: Shape in [[channels, 1, 1], [columns], [1, channels, rows, columns], []] {
            for isBlocked in [false, true] {
                try check(
                    { ElementwiseArithmetic(.add, constant: $0[0]) }, [draw.tensor(shape)], input,
                    isBlocked: isBlocked)
                try check(
                    { ElementwiseArithmetic(.multiply, constant: $0[0]) }, [draw.tensor(shape)], input,
                    isBlocked: isBlocked)
            }
        }
        try check({ ConstantLayer($0[0]) }, [draw.tensor([2, 3, channels])], input)
        try check({ ParametricRelu(slopes: $0[0]) }, [draw.tensor([channels, 1, 1])], input)
    }

    @Test func aConvolutionWithABuiltInActivation() throws {
        var draw = Draw(seed: 5)
        let values = draw.tensor([4, 3, 3, 3])
        let parameter = Parameter("weight", copying: values)
        let window = Window([3, 3])
        let input = draw.tensor([2, 3, 7, 7])
        let activated = try LearningHarness(
            Convolution(weights: parameter.tensor, window: window, activation: .relu), [input], [parameter])
        let plain = try OperatorHarness(
            Composite(
                [Convolution(weights: values, window: window), ActivationLayer(.relu)], kind: .convolution,
                summary: .identity), [input])
        #expect(relativeError(try activated.output(), try plain.output()) <= 1e-6)
        let u = draw.tensor(try plain.output().shape)
        let gradients = try activated.gradients(u)
        #expect(relativeError(gradients[0], try plain.gradient(u, toInput: 0)) <= 1e-6)
        #expect(dot(parameter.gradient, parameter.gradient) > 0)
    }

    @Test func dropoutKeepsTheMean() throws {
        let input = Tensor([4, 10_000], repeating: 1)
        let harness = try LearningHarness(Identity(dropout: 0.2), [input], [])
        let output = try harness.output()
        let dropped = output.values.filter { $0 == 0 }.count
        #expect(abs(Double(dropped) / 40_000 - 0.2) < 0.01)
        #expect(output.values.allSatisfy { $0 == 0 || abs($0 - 1.25) < 1e-6 })
        // The gradient goes where the values went.
        #expect(try harness.gradients(input)[0].values == output.values)
        #expect(try LearningHarness(Identity(dropout: 0.2), [input], []).output().values == output.values)
    }
}
