import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// ⟨Jv, u⟩ = ⟨v, Jᵀu⟩ on random shapes. For a linear operation J is the operation itself; for the others Jv is the
/// central difference.
@Suite struct AdjointTests {
    static let seeds = Array(UInt64(1)...12)

    @Test(arguments: seeds) func convolution(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let groups = draw.one(of: [1, 1, 2, 3])
        let inputs = groups * draw.whole(1...9)
        let outputs = groups * draw.whole(1...9)
        let kernel = [draw.whole(1...5), draw.whole(1...5)]
        let window = Window(
            kernel, stride: [draw.whole(1...3), draw.whole(1...3)],
            dilation: [draw.whole(1...2), draw.whole(1...2)],
            padding: draw.one(of: [
                .same, .none, .explicit(before: [draw.whole(0...2), draw.whole(0...2)], after: [1, 0]),
            ]))
        let operation = Convolution(
            weights: draw.tensor([outputs, inputs / groups, kernel[0], kernel[1]]), window: window,
            groups: groups)
        try checkLinear(
            operation, [draw.tensor([draw.whole(1...3), inputs, draw.whole(9...17), draw.whole(9...17)])])
    }

    @Test(arguments: seeds) func depthwiseConvolution(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let channels = draw.whole(2...40)
        let size = draw.whole(1...5)
        let operation = Convolution(
            weights: draw.tensor([channels, 1, size, size]),
            window: Window([size, size], stride: [draw.whole(1...2), 1], padding: .same), groups: channels)
        try checkLinear(operation, [draw.tensor([1, channels, draw.whole(5...20), draw.whole(5...20)])])
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
            kernel, stride: stride, dilation: each(1...2),
            padding: draw.one(of: [
                .same, .sameLower, .none,
                .explicit(before: kernel.map { min(1, $0 - 1) }, after: kernel.map { _ in 0 }),
            ]))
        let operation = TransposedConvolution(
            weights: draw.tensor(Shape([inputs, outputs] + kernel)), window: window, groups: groups,
            outputPadding: stride.map { draw.whole(0...$0) })
        let input = draw.tensor(Shape([draw.whole(1...3), inputs] + each(1...7)))
        for isBlocked in [false, true] { try checkLinear(operation, [input], isBlocked: isBlocked) }
    }

    @Test(arguments: seeds) func dense(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let (inputs, outputs) = (draw.whole(1...70), draw.whole(1...70))
        try checkLinear(
            Dense(weights: draw.tensor([outputs, inputs])), [draw.tensor([draw.whole(1...4), inputs])])
    }

    @Test(arguments: seeds) func averagePooling(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let size = draw.whole(2...4)
        let window = Window(
            [size, size], stride: [draw.whole(1...3), draw.whole(1...3)], padding: .all(draw.whole(0...1)),
            ceilMode: draw.one(of: [true, false]))
        let operation = Pooling(.average(countsPadding: draw.one(of: [true, false])), window: window)
        try checkLinear(
            operation, [draw.tensor([2, draw.whole(1...20), draw.whole(5...14), draw.whole(5...14)])])
    }

    @Test(arguments: seeds) func paddingAndReshape(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let shape: Shape = [draw.whole(1...2), draw.whole(1...9), draw.whole(2...7), draw.whole(2...7)]
        try checkLinear(
            Pad(top: draw.whole(0...2), left: 1, bottom: 0, right: draw.whole(0...3)), [draw.tensor(shape)])
        try checkLinear(Reshape.flatten, [draw.tensor(shape)])
    }

    @Test(arguments: seeds) func addAndConcatenate(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let (rows, columns) = (draw.whole(2...9), draw.whole(2...9))
        let channels = [draw.whole(1...20), draw.whole(1...20)]
        try checkLinear(
            Concatenate(), channels.map { draw.tensor([1, $0, rows, columns]) })
        let whole = draw.tensor([2, channels[0], rows, columns])
        let part = draw.one(of: [
            draw.tensor(whole.shape), draw.tensor([2, channels[0], 1, 1]),
            draw.tensor([1, channels[0], 1, 1]),
        ])
        try checkLinear(ElementwiseArithmetic.add, [whole, part])
        try checkLinear(ElementwiseArithmetic.add, [part, whole])
    }

    @Test(arguments: [
        Activation.relu, .relu6, .leakyRelu(slope: 0.2), .sigmoid, .tanh, .silu, .hardSigmoid(), .hardSwish,
    ]) func activation(_ activation: Activation) throws {
        var draw = Draw(seed: 5)
        try checkByDifferences(ActivationLayer(activation), [draw.tensor([2, 17, 5, 7])])
    }

    @Test(arguments: seeds) func softmaxAndMultiply(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        try checkByDifferences(Softmax(), [draw.tensor([3, draw.whole(2...30)])])
        let whole = draw.tensor([2, draw.whole(1...20), 3, 5])
        try checkByDifferences(
            ElementwiseArithmetic.multiply, [whole, draw.tensor([2, whole.shape[1], 1, 1])])
    }

    private static func samples(_ names: String...) -> [OperatorSample] {
        OperatorSamples.all.filter { names.contains($0.name) }
    }

    @Test(
        arguments: samples(
            "cumulative-sum", "cumulative-sum-from-the-end", "pick", "replacement", "replacement-sum"))
    func sumsAndPlaces(sample: OperatorSample) throws {
        try checkLinear(sample.operation, sample.inputs)
    }

    @Test(arguments: samples("lstm", "lstm-cells", "gru", "gru-behind-product", "rnn"))
    func recurrences(sample: OperatorSample) throws {
        try checkByDifferences(sample.operation, sample.inputs)
    }

    private func checkLinear(
        _ operation: any Operator, _ directions: [Tensor], isBlocked: Bool = false
    ) throws {
        let harness = try OperatorHarness(operation, directions, isBlocked: isBlocked)
        let image = try harness.output()
        var draw = Draw(seed: 99)
        let u = draw.tensor(image.shape)
        let left = dot(image, u)
        let right = try directions.indices.reduce(0) {
            $0 + dot(directions[$1], try harness.gradient(u, toInput: $1))
        }
        let scale = (dot(image, image) * dot(u, u)).squareRoot()
        #expect(abs(left - right) <= 2e-6 * scale)
    }

    private func checkByDifferences(_ operation: any Operator, _ points: [Tensor]) throws {
        var draw = Draw(seed: 98)
        let step: Float = 1e-2
        let harness = try OperatorHarness(operation, points)
        let u = draw.tensor(try harness.output().shape)
        for index in points.indices {
            let direction = draw.tensor(points[index].shape)
            func moved(_ distance: Float) throws -> Tensor {
                var points = points
                points[index] = Tensor(
                    points[index].shape,
                    zip(points[index].values, direction.values).map { $0 + distance * $1 })
                return try OperatorHarness(operation, points).output()
            }
            let left = (dot(try moved(step), u) - dot(try moved(-step), u)) / Double(2 * step)
            let right = dot(direction, try harness.gradient(u, toInput: index))
            #expect(abs(left - right) <= 1e-2 * (dot(direction, direction) * dot(u, u)).squareRoot() / 10)
        }
    }
}
