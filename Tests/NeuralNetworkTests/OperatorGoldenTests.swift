import GoldenData
import ModelFormats
import Tensors
import Testing
import Words

@testable import NeuralNetwork

/// Every operator, forward and gradient, against PyTorch.
@Suite struct OperatorGoldenTests {
    static let folder = GoldenFolder("operators")
    static let cases = (try? folder.decode(OperatorCases.self, from: "cases.json").cases) ?? []

    @Test func hasCases() {
        #expect(Self.cases.count >= 150)
    }

    @Test(arguments: cases)
    func agreesWithPyTorch(_ golden: OperatorCase) throws {
        let arrays = try Self.folder.tensors("arrays.safetensors")
        func array(_ name: String) throws -> Tensor { try arrays.tensor("\(golden.name)/\(name)") }
        let inputs = try golden.inputs.map(array)
        let operation = try golden.operation(array)
        let shape = try operation.outputShape(of: inputs.map(\.shape))
        #expect(shape.dimensions == golden.outputShape)
        let harness = try OperatorHarness(operation, inputs)
        let output = try harness.output()
        #expect(output.shape == shape)
        #expect(relativeError(output, try array("output")) <= 1e-5)
        for index in inputs.indices {
            let gradient = try harness.gradient(array("outputGradient"), toInput: index)
            #expect(gradient.shape == inputs[index].shape)
            #expect(relativeError(gradient, try array("inputGradient\(index)")) <= 1e-5)
        }
    }
}

struct OperatorCases: Decodable {
    let cases: [OperatorCase]
}

struct OperatorCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Attributes: Decodable, Sendable {
        var kernelSize, stride, dilation, outputPadding, shape, axes, order: [Int]?
        var positions: [[Int]?]?
        var function, mode, outside: String?
        var groups, axis, size: Int?
        var padding: Padding?
        var ceilMode, countIncludePadding, constantIsFirst, keepsAxes, alignCorners: Bool?
        var epsilon, negativeSlope, value, alpha, beta, bias, slope, offset, threshold, minimum,
            maximum: Float?
    }

    enum Padding: Decodable, Sendable {
        case explicit([Int])
        case named(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let sides = try? container.decode([Int].self) {
                self = .explicit(sides)
            } else {
                self = .named(try container.decode(String.self))
            }
        }

        var value: Window.Padding {
            switch self {
            case .explicit(let sides):
                .explicit(
                    before: Array(sides.prefix(sides.count / 2)), after: Array(sides.suffix(sides.count / 2)))
            case .named(let name): name == "same" ? .same : .none
            }
        }
    }

    let name: String
    let `operator`: String
    let attributes: Attributes
    let inputs: [String]
    let parameters: [String]
    let outputShape: [Int]

    var testDescription: String { name }

    private var window: Window {
        Window(
            attributes.kernelSize ?? [1, 1], stride: attributes.stride, dilation: attributes.dilation,
            padding: attributes.padding?.value ?? .none,
            ceilMode: attributes.ceilMode ?? false)
    }

    func operation(_ array: (String) throws -> Tensor) throws -> any Operator {
        let bias = try parameters.contains("bias") ? array("bias") : nil
        switch `operator` {
        case "convolution":
            return Convolution(
                weights: try array("weight"), bias: bias, window: window, groups: attributes.groups ?? 1)
        case "transposedConvolution":
            return TransposedConvolution(
                weights: try array("weight"), bias: bias, window: window, groups: attributes.groups ?? 1,
                outputPadding: attributes.outputPadding ?? [])
        case "dense": return Dense(weights: try array("weight"), bias: bias)
        case "batchNormalization":
            return BatchNormalization(
                scale: try array("weight"), offset: try array("bias"), mean: try array("mean"),
                variance: try array("variance"), epsilon: attributes.epsilon ?? 1e-5)
        case "relu": return ActivationLayer(.relu)
        case "relu6": return ActivationLayer(.relu6)
        case "leakyRelu": return ActivationLayer(.leakyRelu(slope: attributes.negativeSlope ?? 0.01))
        case "sigmoid": return ActivationLayer(.sigmoid)
        case "tanh": return ActivationLayer(.tanh)
        case "silu": return ActivationLayer(.silu)
        case "hardSigmoid":
            let standard = Activation.hardSigmoid()
            return ActivationLayer(
                attributes.slope.map { .hardSigmoid(slope: $0, offset: attributes.offset ?? 0) } ?? standard)
        case "hardSwish": return ActivationLayer(.hardSwish)
        case "softmax":
            let axis = attributes.axis ?? 1
            return Softmax(axis: axis < 0 ? axis + outputShape.count : axis)
        case "logSoftmax": return LogSoftmax(axis: attributes.axis ?? 1)
        case "localResponseNormalization":
            return LocalResponseNormalization(
                size: attributes.size ?? 0, alpha: attributes.alpha ?? 0, beta: attributes.beta ?? 0,
                bias: attributes.bias ?? 0)
        case "parametricRelu": return ParametricRelu(slopes: try array("weight"))
        case "maxPooling": return Pooling(.maximum, window: window)
        case "averagePooling":
            return Pooling(
                .average(countsPadding: attributes.countIncludePadding ?? true), window: window)
        case "globalAveragePooling": return GlobalPooling(.average(countsPadding: true), keepsAxes: true)
        case "globalMaxPooling": return GlobalPooling(.maximum, keepsAxes: true)
        case "add", "subtract", "multiply", "divide", "power", "maximum", "minimum":
            return ElementwiseArithmetic(
                try named(`operator`), constant: try parameters.contains("weight") ? array("weight") : nil,
                constantIsFirst: attributes.constantIsFirst ?? false)
        case "clip":
            return ActivationLayer(.clip(minimum: attributes.minimum ?? 0, maximum: attributes.maximum ?? 0))
        case "elu": return ActivationLayer(.elu(alpha: attributes.alpha ?? 1))
        case "selu": return ActivationLayer(.selu())
        case "celu": return ActivationLayer(.celu(alpha: attributes.alpha ?? 1))
        case "gelu": return ActivationLayer(.gelu)
        case "geluTanh": return ActivationLayer(.geluTanh)
        case "softplus": return ActivationLayer(.softplus)
        case "softsign": return ActivationLayer(.softsign)
        case "mish": return ActivationLayer(.mish)
        case "logSigmoid": return ActivationLayer(.logSigmoid)
        case "softShrink": return ActivationLayer(.softShrink(threshold: attributes.threshold ?? 0))
        case "hardShrink": return ActivationLayer(.hardShrink(threshold: attributes.threshold ?? 0))
        case "tanhShrink": return ActivationLayer(.tanhShrink)
        case "squareplus": return ActivationLayer(.squareplus(attributes.value ?? 0))
        case "sparsePlus": return ActivationLayer(.sparsePlus)
        case "exponential": return ActivationLayer(.exponential)
        case "thresholdedRelu": return ActivationLayer(.thresholdedRelu(threshold: attributes.threshold ?? 1))
        case "function": return ActivationLayer(.function(try named(attributes.function ?? "")))
        case "reduction":
            return Reduction(
                try named(attributes.function ?? ""), axes: attributes.axes ?? [],
                keepsAxes: attributes.keepsAxes ?? true)
        case "selection":
            return Gather(
                attributes.positions ?? [], fill: attributes.value ?? 0, summary: .operation(name))
        case "transpose": return Transpose(attributes.order ?? [])
        case "standardization":
            return Standardization(
                axes: attributes.axes ?? [], epsilon: attributes.epsilon ?? 0, summary: .operation(name))
        case "gridSample":
            return GridSample(
                try named(attributes.mode ?? ""), padding: try named(attributes.outside ?? ""),
                alignsCorners: attributes.alignCorners ?? false)
        case "channelsLastFlatten": return Composite.channelsLastFlatten
        case "concatenate": return Concatenate(axis: attributes.axis ?? 1)
        case "flatten": return Reshape.flatten
        case "reshape": return Reshape(Shape(Array((attributes.shape ?? []).dropFirst())))
        case "padding":
            guard case .explicit(let sides) = attributes.padding else { throw UnknownOperator(name: name) }
            return Pad(
                top: sides[0], left: sides[1], bottom: sides[2], right: sides[3], value: attributes.value ?? 0
            )
        default: throw UnknownOperator(name: `operator`)
        }
    }

    private func named<Value: RawRepresentable<String>>(_ name: String) throws -> Value {
        guard let value = Value(rawValue: name) else { throw UnknownOperator(name: name) }
        return value
    }

    struct UnknownOperator: Error {
        let name: String
    }
}
