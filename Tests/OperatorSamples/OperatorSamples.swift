import NeuralNetwork
import Tensors
import Testing
import Words

/// An operation on inputs of given shapes.
public struct OperatorSample: Sendable, CustomTestStringConvertible {
    public let name: String
    public let operation: any Operator
    public let shapes: [Shape]
    /// Whether the first input has whole numbers, zeros among them.
    var isFirstWhole = false

    init(_ name: String, _ operation: any Operator, _ shapes: Shape...) {
        self.name = name
        self.operation = operation
        self.shapes = shapes
    }

    public var testDescription: String { name }

    public var inputs: [Tensor] {
        var draw = Draw(seed: 7)
        var inputs = shapes.map { draw.tensor($0) }
        if isFirstWhole { inputs[0] = Tensor(shapes[0], inputs[0].values.map { $0.rounded() }) }
        return inputs
    }

    /// Whether input and output have rows and columns.
    public var isSpatial: Bool {
        shapes.allSatisfy { $0.rank == 4 } && (try? operation.outputShape(of: shapes))?.rank == 4
    }
}

/// One of every type of operator at least, and of its answers that depend on its settings.
public enum OperatorSamples {
    public static let all: [OperatorSample] =
        convolutions + poolings + activations + arithmetic + rearrangements + quantizations + recurrences + [
            OperatorSample(
                "dense", Dense(weights: values([3, 8]), bias: values([3]), activation: .relu), [2, 8]),
            OperatorSample("dense-keras", Dense(weights: values([8, 3]), order: .inputsByOutputs), [2, 8]),
            OperatorSample("product-with-constant", MatrixMultiplication(right: values([8, 3])), [2, 8]),
            OperatorSample("product", MatrixMultiplication(), [2, 3, 4], [2, 4, 5]),
            OperatorSample(
                "batch-normalization",
                BatchNormalization(
                    scale: values([3]), offset: values([3]), mean: values([3]),
                    variance: Tensor([3], [0.5, 1, 2]), epsilon: 1e-5), picture),
            OperatorSample(
                "instance-normalization",
                Standardization(axes: [2, 3], epsilon: 1e-5, summary: .operation("")), picture),
            OperatorSample(
                "channel-normalization", Standardization(axes: [1], epsilon: 1e-5, summary: .operation("")),
                picture),
            OperatorSample(
                "local-response-normalization",
                LocalResponseNormalization(size: 3, alpha: 0.5, beta: 0.75, bias: 1), picture),
        ]

    public static let picture: Shape = [1, 3, 7, 8]

    public static func values(_ shape: Shape) -> Tensor {
        var draw = Draw(seed: UInt64(shape.count))
        return draw.tensor(shape)
    }

    /// What operators may say of themselves, in every form.
    public static let summaries: [Words] =
        all.map(\.operation.summary) + Activation.examples.map(\.name)
        + ElementwiseArithmetic.Operation.allCases.map(\.words) + [Unsupported("Einsum", reason: "").summary]

    private static func convolution(
        _ kernel: [Int], _ window: Window, groups: Int = 1, activation: Activation? = nil
    ) -> Convolution {
        Convolution(
            weights: values(Shape([6, 3 / groups] + kernel)), bias: values([6]), window: window,
            groups: groups, activation: activation)
    }

    private static let convolutions: [OperatorSample] = [
        OperatorSample(
            "convolution", convolution([3, 3], Window([3, 3], stride: [2, 1], padding: .same)), picture),
        OperatorSample(
            "convolution-dilated",
            convolution([2, 3], Window([2, 3], dilation: [2, 1], padding: .all(1)), activation: .relu),
            picture
        ),
        OperatorSample(
            "convolution-activated",
            convolution([1, 1], Window([1, 1]), activation: .silu), picture),
        OperatorSample(
            "depthwise-convolution", convolution([3, 3], Window([3, 3], padding: .all(1)), groups: 3), picture
        ),
        OperatorSample(
            "convolution-grouped",
            Convolution(
                weights: values([6, 2, 3, 3]), bias: values([6]), window: Window([3, 3]), groups: 2),
            [1, 4, 7, 8]),
        OperatorSample(
            "transposed-convolution",
            TransposedConvolution(
                weights: values([3, 2, 3, 3]), bias: values([2]), window: Window([3, 3], padding: .all(1)),
                outputPadding: [0, 0]), picture),
        OperatorSample(
            "transposed-convolution-stride",
            TransposedConvolution(
                weights: values([3, 2, 2, 2]), window: Window([2, 2], stride: [2, 2]), outputPadding: [0, 0]),
            picture),
        OperatorSample(
            "transposed-convolution-of-blocks",
            TransposedConvolution(
                weights: values([16, 8, 4, 4]), bias: values([16]),
                window: Window([4, 4], stride: [2, 2], padding: .all(1)), groups: 2, outputPadding: [0, 0]),
            [1, 16, 4, 3]),
        OperatorSample(
            "composite",
            Composite(
                [
                    convolution([3, 3], Window([3, 3])), ActivationLayer(.relu),
                    Pooling(.maximum, window: Window([2, 2], stride: [2, 2])),
                ], kind: .convolution, summary: .operation("")), picture),
    ]

    private static let poolings: [OperatorSample] = [
        OperatorSample(
            "max-pooling", Pooling(.maximum, window: Window([3, 2], stride: [2, 2], padding: .same)), picture),
        OperatorSample(
            "average-pooling",
            Pooling(.average(countsPadding: true), window: Window([2, 2], stride: [2, 2])), picture),
        OperatorSample("global-average-pooling", GlobalPooling.average, picture),
        OperatorSample("global-max-pooling", GlobalPooling(.maximum, keepsAxes: true), picture),
        OperatorSample("adaptive-pooling", AdaptivePooling(outputSize: [3, 3]), picture),
        OperatorSample("adaptive-pooling-to-one", AdaptivePooling(outputSize: [1, 1]), picture),
        OperatorSample(
            "positions-of-maxima", MaximumPositions(window: Window([2, 2], stride: [2, 2])), picture),
        OperatorSample("unpooling", Unpooling(size: [7, 8]), [1, 1, 3, 4], [1, 1, 3, 4]),
        OperatorSample(
            "sum-of-channels", Reduction(.sum, axes: [1], keepsAxes: true), picture),
        OperatorSample("mean-of-plane", Reduction(.mean, axes: [2, 3], keepsAxes: true), picture),
        OperatorSample("sum-dropping-axes", Reduction(.sum, axes: [1], keepsAxes: false), picture),
    ]

    private static let activations: [OperatorSample] =
        [Activation.relu, .relu6, .clip(minimum: 0, maximum: 1), .leakyRelu(slope: 0.1), .sigmoid, .mish].map
    { OperatorSample("activation-\($0.name.english)", ActivationLayer($0), picture) } + [
        OperatorSample("softplus-of-blocks", ActivationLayer(.softplus), [1, 16, 3, 4]),
        OperatorSample(
            "parametric-relu-of-blocks", ParametricRelu(slopes: values([16, 1, 1])), [1, 16, 3, 4]),
        OperatorSample("parametric-relu", ParametricRelu(slopes: values([3, 1, 1])), picture),
        OperatorSample("softmax", Softmax(axis: 1), picture),
        OperatorSample("log-softmax", LogSoftmax(axis: 1), picture),
        OperatorSample("hardmax", Hardmax(axis: 1), picture),
        OperatorSample("softmax-of-features", Softmax(axis: 1), [2, 8]),
    ]

    private static let arithmetic: [OperatorSample] = [
        OperatorSample("add", ElementwiseArithmetic.add, picture, picture),
        OperatorSample("multiply", ElementwiseArithmetic.multiply, picture, picture),
        OperatorSample("multiply-channels", ElementwiseArithmetic.multiply, picture, [1, 3, 1, 1]),
        OperatorSample(
            "subtract-from-constant",
            ElementwiseArithmetic(.subtract, constant: values([3, 1, 1]), constantIsFirst: true), picture),
        OperatorSample("square", ElementwiseArithmetic(.power, constant: Tensor([1], [2])), [1, 16, 3, 4]),
        OperatorSample("comparison", Comparison(.less), picture, picture),
        OperatorSample(
            "comparison-with-constant", Comparison(.greater, constant: values([1])), [1, 16, 3, 4]),
        choice,
    ]

    private static let choice: OperatorSample = {
        var sample = OperatorSample("where", Where(), picture, picture, picture)
        sample.isFirstWhole = true
        return sample
    }()

    private static let rearrangements: [OperatorSample] = [
        OperatorSample("flatten", Reshape.flatten, picture),
        OperatorSample("reshape", Reshape([7, 3, 8]), picture),
        OperatorSample("batch-reshape", BatchReshape([3, 1, 7, 8]), picture),
        OperatorSample("transpose", Transpose([0, 1, 3, 2]), picture),
        OperatorSample("transpose-channels", Transpose([1, 0, 2, 3]), picture),
        OperatorSample("concatenate", Concatenate(axis: 1), picture, picture),
        OperatorSample("concatenate-rows", Concatenate(axis: 2), picture, picture),
        OperatorSample("pad", Pad(top: 1, left: 2, bottom: 0, right: 1), picture),
        OperatorSample("constant", ConstantLayer(values([1, 3, 2, 2])), picture),
        OperatorSample("fixed-input", FixedInput(values([3, 2, 2])), picture),
        OperatorSample("identity", Identity(), picture),
        OperatorSample(
            "crop", Gather([nil, nil, [2, 3, 4], [1, 3, 5, 7]], summary: .operation("")), picture),
        OperatorSample("mirror", Gather([nil, nil, nil, [3, 2, 1, 0]], summary: .operation("")), picture),
        OperatorSample(
            "padded-at-the-left", Gather([nil, nil, nil, [-1, -1, 0, 1, 2]], summary: .operation("")), picture
        ),
        OperatorSample(
            "nearest-resize",
            Gather([nil, nil, [0, 0, 1, 1, 2, 2], [0, 0, 1, 1, 2]], summary: .operation("")), [1, 16, 3, 4]),
        OperatorSample(
            "channels-repeated",
            Gather([nil, [3, 3, 0, 15, 14, 13, 2, 1, 3, 9, 10], nil, nil], summary: .operation("")),
            [2, 16, 3, 4]),
        OperatorSample("channels", Gather([nil, [2, 0], nil, nil], summary: .operation("")), picture),
        OperatorSample("grid-sample", GridSample(.bicubic), picture, [1, 2, 3, 2]),
        OperatorSample(
            "grid-sample-constant", GridSample(padding: .border, grid: values([1, 2, 3, 2])), picture),
        OperatorSample(
            "grid-sample-of-blocks", GridSample(), [1, 20, 5, 4], [1, 2, 3, 2]),
        OperatorSample(
            "resampling",
            Resampling(
                [
                    nil, nil, nil,
                    (0..<4).map { .init(positions: [2 * $0, 2 * $0 + 1], weights: [0.5, 0.5]) },
                ], summary: .operation("")), picture),
    ]
}

// MARK: Quantisation, ranks and sequences

extension OperatorSamples {
    private static let quantizations: [OperatorSample] = [
        OperatorSample(
            "quantization",
            Quantization(scale: Tensor([], [0.02]), zeroPoint: Tensor([], [3]), numbers: -128...127), picture),
        OperatorSample(
            "quantization-of-channels",
            Quantization(
                scale: Tensor([3, 1, 1], [0.01, 0.05, 0.5]), zeroPoint: Tensor([3, 1, 1], [0, 128, 255]),
                numbers: 0...255), picture),
        OperatorSample("quantization-range", QuantizationRange(), picture),
        OperatorSample("greatest", Ranking(.values, axis: 1, count: 2), picture),
        OperatorSample(
            "places-of-the-least", Ranking(.places, axis: 3, count: 3, isGreatest: false), picture),
        OperatorSample("least", Ranking(.values, axis: 3, count: 2, isGreatest: false), picture),
        OperatorSample("places-of-the-greatest", Ranking(.places, axis: 1, count: 1), picture),
        OperatorSample("greatest-only", Ranking(.values, axis: 2, count: 1), picture),
        OperatorSample("cumulative-sum", CumulativeSum(axis: 1), picture),
        OperatorSample(
            "cumulative-sum-from-the-end", CumulativeSum(axis: 3, isExclusive: true, isReversed: true),
            picture),
        OperatorSample(
            "pick",
            Pick([5, 5, 0, 160, 167, 12], of: picture, output: [1, 1, 2, 3], summary: .operation("")), picture
        ),
        OperatorSample("element-gathering", ElementGathering(axis: 2), picture, picture),
        OperatorSample(
            "replacement", Replacement([5, 17, 5, 160], in: picture, of: [1, 1, 2, 2]), picture, [1, 1, 2, 2]),
        OperatorSample(
            "replacement-sum", Replacement([5, 17, 5, 160], in: picture, of: [1, 1, 2, 2], adds: true),
            picture,
            [1, 1, 2, 2]),
    ]

    private static func direction(_ gates: Int, isReversed: Bool = false) -> Recurrence.Direction {
        func few(_ shape: Shape) -> Tensor { Tensor(shape, values(shape).values.map { $0 / 2 }) }
        return Recurrence.Direction(
            input: few([gates * 3, 4]), state: few([gates * 3, 3]), inputBias: few([gates * 3]),
            stateBias: few([gates * 3]), isReversed: isReversed, initialState: few([3]), initialCell: few([3])
        )
    }

    private static let recurrences: [OperatorSample] = [
        OperatorSample(
            "lstm", Recurrence(.lstm, [direction(4), direction(4, isReversed: true)]), [3, 2, 4]),
        OperatorSample("lstm-cells", Recurrence(.lstm, [direction(4)], showsCell: true), [3, 2, 4]),
        OperatorSample("gru", Recurrence(.gru(resetsBehindProduct: false), [direction(3)]), [3, 2, 4]),
        OperatorSample(
            "gru-behind-product",
            Recurrence(.gru(resetsBehindProduct: true), [direction(3, isReversed: true)]), [3, 2, 4]),
        OperatorSample("rnn", Recurrence(.tanh, [direction(1)]), [3, 2, 4]),
        OperatorSample("rnn-rectified", Recurrence(.relu, [direction(1)]), [3, 2, 4]),
    ]
}
