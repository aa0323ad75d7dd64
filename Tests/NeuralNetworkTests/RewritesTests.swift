import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// A network that is rewritten puts out what it puts out as written, at every layer, and has the same gradients.
struct RewritesTests {
    /// A network with what a rewrite looks for.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Layers that become one.
        let together: [String]
        let make: @Sendable (inout GraphBuilder) throws -> Int

        var testDescription: String { name }
    }

    static let cases: [Case] = convolutions + channels + written + products

    private static let convolutions: [Case] = [
        Case(name: "residual block", together: ["conv", "norm", "sum", "relu"]) { builder in
            let first = try builder.add("first", convolution(3, 16), builder.input)
            let conv = try builder.add("conv", convolution(16, 16), first)
            let norm = try builder.add("norm", normalization(16), conv)
            let sum = try builder.add("sum", ElementwiseArithmetic.add, norm, first)
            return try builder.add("relu", ActivationLayer(.relu), sum)
        },
        Case(name: "two branches", together: ["right", "sum", "silu"]) { builder in
            let left = try builder.add("left", convolution(3, 16), builder.input)
            let right = try builder.add("right", convolution(3, 16, size: 1), builder.input)
            let sum = try builder.add("sum", ElementwiseArithmetic.add, left, right)
            return try builder.add("silu", ActivationLayer(.silu), sum)
        },
        Case(name: "few channels", together: ["conv", "sum"]) { builder in
            let first = try builder.add("first", convolution(3, 5, size: 1), builder.input)
            let conv = try builder.add("conv", convolution(5, 5), first)
            return try builder.add("sum", ElementwiseArithmetic.add, first, conv)
        },
        Case(name: "padding", together: ["pad", "conv", "relu6"]) { builder in
            let first = try builder.add("first", convolution(3, 8), builder.input)
            let pad = try builder.add("pad", Pad(top: 0, left: 1, bottom: 2, right: 1), first)
            let conv = try builder.add(
                "conv", Convolution(weights: values([8, 8, 3, 3]), window: Window([3, 3], stride: [2, 2])),
                pad)
            return try builder.add("relu6", ActivationLayer(.relu6), conv)
        },
        Case(name: "padding as picked rows and columns", together: ["pad", "conv"]) { builder in
            let first = try builder.add("first", convolution(3, 8), builder.input)
            let pad = try builder.add(
                "pad",
                Gather(
                    [nil, nil, [-1] + Array(0..<11), [-1, -1] + Array(0..<9) + [-1]], summary: .padding),
                first)
            return try builder.add("conv", convolution(8, 16), pad)
        },
        Case(name: "padding wider than the window", together: ["pad", "conv"]) { builder in
            let first = try builder.add("first", convolution(3, 16), builder.input)
            let pad = try builder.add("pad", Pad(top: 7, left: 5, bottom: 0, right: 9), first)
            return try builder.add("conv", convolution(16, 16), pad)
        },
        Case(name: "padded average", together: ["pad", "mean"]) { builder in
            let first = try builder.add("first", convolution(3, 8), builder.input)
            let pad = try builder.add("pad", Pad(top: 1, left: 1, bottom: 1, right: 1), first)
            return try builder.add(
                "mean", Pooling(.average(countsPadding: false), window: Window([3, 3])), pad)
        },
    ]

    private static let channels: [Case] = [
        Case(name: "normalisation and rectifier", together: ["norm", "relu"]) { builder in
            let first = try builder.add("first", convolution(3, 20), builder.input)
            let both = try builder.add("both", Concatenate(), first, first)
            let norm = try builder.add("norm", normalization(40), both)
            let relu = try builder.add("relu", ActivationLayer(.relu), norm)
            return try builder.add("last", convolution(40, 16, size: 1), relu)
        },
        Case(name: "constants of channels", together: ["conv", "scaled", "shifted", "half", "relu"]) {
            builder in
            let conv = try builder.add("conv", convolution(3, 16), builder.input)
            let scaled = try builder.add(
                "scaled", ElementwiseArithmetic(.multiply, constant: values([16, 1, 1])), conv)
            let shifted = try builder.add(
                "shifted",
                ElementwiseArithmetic(.subtract, constant: values([1, 16, 1, 1]), constantIsFirst: true),
                scaled)
            let half = try builder.add("half", constant(.multiply, 0.5), shifted)
            return try builder.add("relu", ActivationLayer(.relu), half)
        },
        Case(name: "constants alone", together: ["scaled", "shifted"]) { builder in
            let scaled = try builder.add(
                "scaled", ElementwiseArithmetic(.multiply, constant: values([3, 1, 1])), builder.input)
            return try builder.add("shifted", constant(.add, 0.25), scaled)
        },
        Case(name: "channel shuffle", together: ["split", "turn", "join"]) { builder in
            let first = try builder.add("first", convolution(3, 24), builder.input)
            let split = try builder.add("split", Reshape([2, 12, 11, 9]), first)
            let turn = try builder.add("turn", Transpose([0, 2, 1, 3, 4]), split)
            let join = try builder.add("join", Reshape([24, 11, 9]), turn)
            let left = try builder.add("left", picked(0..<12), join)
            let right = try builder.add("right", picked(12..<24), join)
            let other = try builder.add("other", convolution(12, 12), right)
            return try builder.add("both", Concatenate(), left, other)
        },
        Case(name: "squeeze and excitation", together: ["expand", "gate"]) { builder in
            let first = try builder.add("first", convolution(3, 20), builder.input)
            let mean = try builder.add("mean", GlobalPooling.average, first)
            let reduce = try builder.add("reduce", convolution(20, 4, size: 1), mean)
            let relu = try builder.add("relu", ActivationLayer(.relu), reduce)
            let expand = try builder.add("expand", convolution(4, 20, size: 1), relu)
            let gate = try builder.add("gate", ActivationLayer(.sigmoid), expand)
            let scaled = try builder.add("scaled", ElementwiseArithmetic.multiply, gate, first)
            return try builder.add("last", convolution(20, 8, size: 1), scaled)
        },
    ]

    private static let products: [Case] = [
        Case(name: "product, bias, GELU", together: ["product", "bias", "gelu"]) { builder in
            let product = try builder.add(
                "product", MatrixMultiplication(right: values([9, 16])), builder.input)
            let bias = try builder.add(
                "bias", ElementwiseArithmetic(.add, constant: values([16])), product)
            return try builder.add("gelu", ActivationLayer(.gelu), bias)
        },
        Case(name: "product, bias, sum", together: ["product", "bias", "sum"]) { builder in
            let product = try builder.add(
                "product", MatrixMultiplication(right: values([9, 9])), builder.input)
            let bias = try builder.add(
                "bias", ElementwiseArithmetic(.add, constant: values([9])), product)
            return try builder.add("sum", ElementwiseArithmetic.add, builder.input, bias)
        },
        Case(name: "attention", together: ["queries scaled", "keys scaled", "similarities"]) { builder in
            let rows = try builder.add("rows", Reshape([33, 9]), builder.input)
            let all = try builder.add("all", MatrixMultiplication(right: values([9, 24])), rows)
            let parts = try builder.add("parts", Reshape([33, 3, 2, 4]), all)
            let turned = try builder.add("turned", Transpose([0, 2, 3, 1, 4]), parts)
            var heads: [Int] = []
            for (index, name) in ["queries", "keys", "values"].enumerated() {
                let part = try builder.add(
                    "\(name) part", Gather([nil, [index], nil, nil, nil], summary: .split), turned)
                heads.append(try builder.add(name, Reshape([2, 33, 4]), part))
            }
            let keys = try builder.add("keys turned", Transpose([0, 1, 3, 2]), heads[1])
            let scaledQueries = try builder.add("queries scaled", constant(.multiply, 0.7), heads[0])
            let scaledKeys = try builder.add("keys scaled", constant(.multiply, 0.7), keys)
            let similarities = try builder.add(
                "similarities", MatrixMultiplication(), scaledQueries, scaledKeys)
            let shares = try builder.add("shares", Softmax(axis: 3), similarities)
            let mean = try builder.add("mean", MatrixMultiplication(), shares, heads[2])
            let back = try builder.add("back", Transpose([0, 2, 1, 3]), mean)
            return try builder.add("joined", Reshape([33, 8]), back)
        },
    ]

    private static let written: [Case] = [
        Case(
            name: "layer normalisation",
            together: [
                "mean", "centred", "square", "variance", "epsilon", "root", "ratio", "scaled", "shifted",
            ]
        ) { builder in
            let mean = try builder.add("mean", along(.mean), builder.input)
            let centred = try builder.add("centred", ElementwiseArithmetic(.subtract), builder.input, mean)
            let square = try builder.add("square", constant(.power, 2), centred)
            let variance = try builder.add("variance", along(.mean), square)
            let epsilon = try builder.add("epsilon", constant(.add, 1e-3), variance)
            let root = try builder.add("root", ActivationLayer(.function(.squareRoot)), epsilon)
            let ratio = try builder.add("ratio", ElementwiseArithmetic(.divide), centred, root)
            let scaled = try builder.add(
                "scaled", ElementwiseArithmetic(.multiply, constant: values([9])), ratio)
            return try builder.add(
                "shifted", ElementwiseArithmetic(.add, constant: values([1, 9])), scaled)
        },
        Case(name: "softmax", together: ["peak", "below", "power", "sum", "share"]) { builder in
            let peak = try builder.add("peak", along(.maximum), builder.input)
            let below = try builder.add("below", ElementwiseArithmetic(.subtract), builder.input, peak)
            let power = try builder.add("power", ActivationLayer(.exponential), below)
            let sum = try builder.add("sum", along(.sum), power)
            return try builder.add("share", ElementwiseArithmetic(.divide), power, sum)
        },
        Case(name: "SiLU", together: ["conv", "sigmoid", "product"]) { builder in
            let conv = try builder.add("conv", convolution(3, 16), builder.input)
            let sigmoid = try builder.add("sigmoid", ActivationLayer(.sigmoid), conv)
            return try builder.add("product", ElementwiseArithmetic.multiply, conv, sigmoid)
        },
        Case(name: "hard swish", together: ["conv", "plus", "clip", "product", "sixth"]) { builder in
            let conv = try builder.add("conv", convolution(3, 16), builder.input)
            let plus = try builder.add("plus", constant(.add, 3), conv)
            let clip = try builder.add("clip", ActivationLayer(.relu6), plus)
            let product = try builder.add("product", ElementwiseArithmetic.multiply, conv, clip)
            return try builder.add("sixth", constant(.divide, 6), product)
        },
        Case(name: "GELU", together: ["root", "erf", "one", "product", "half"]) { builder in
            let root = try builder.add("root", constant(.divide, 1.4142135), builder.input)
            let erf = try builder.add("erf", ActivationLayer(.function(.errorFunction)), root)
            let one = try builder.add("one", constant(.add, 1), erf)
            let product = try builder.add("product", ElementwiseArithmetic.multiply, builder.input, one)
            return try builder.add("half", constant(.multiply, 0.5), product)
        },
        Case(
            name: "GELU by tanh",
            together: ["half", "cube", "small", "sum", "root", "tanh", "one", "product"]
        ) { builder in
            let half = try builder.add("half", constant(.multiply, 0.5), builder.input)
            let cube = try builder.add("cube", constant(.power, 3), builder.input)
            let small = try builder.add("small", constant(.multiply, 0.044715), cube)
            let sum = try builder.add("sum", ElementwiseArithmetic.add, builder.input, small)
            let root = try builder.add("root", constant(.multiply, 0.7978846), sum)
            let tanh = try builder.add("tanh", ActivationLayer(.tanh), root)
            let one = try builder.add("one", constant(.add, 1), tanh)
            return try builder.add("product", ElementwiseArithmetic.multiply, half, one)
        },
    ]

    @Test(arguments: cases, [1, 3]) func theSameValuesAndGradients(one: Case, batch: Int) throws {
        let graph = try Self.graph(one)
        let steps = Step.all(of: graph)
        let names = steps.map { step in Set(step.nodes.map { graph.nodes[$0].name }) }
        #expect(names.contains(Set(one.together)), "\(names)")
        let input = OperatorSamples.values([batch, 3, 11, 9])
        let rewritten = try Executor(graph)
        let written = Executor(graph, besides: rewritten, fusesLayers: false)
        let (found, expected) = try (rewritten.forward(input), written.forward(input))
        let last = graph.nodes.count - 1
        let seed = OperatorSamples.values(try expected.output(of: last).shape)
        for rule in [BackwardRule.gradient, .guided] {
            let (down, expectedDown) = try (
                found.backward(from: last, gradient: seed, rule: rule),
                expected.backward(from: last, gradient: seed, rule: rule)
            )
            for node in graph.nodes {
                #expect(
                    relativeError(try found.output(of: node.id), try expected.output(of: node.id)) < 1e-5,
                    "\(node.name)")
                #expect(
                    relativeError(try down.gradient(at: node.id), try expectedDown.gradient(at: node.id))
                        < 2e-5,
                    "gradient at \(node.name)")
                #expect(
                    relativeError(
                        try rewritten.output(of: node.id, for: input), try expected.output(of: node.id))
                        < 1e-5)
            }
        }
        // A scalar of a layer that has no output of its own.
        for node in graph.nodes.dropFirst() {
            let seed = OperatorSamples.values(try expected.output(of: node.id).shape)
            let (down, expectedDown) = try (
                found.backward(from: node.id, gradient: seed),
                expected.backward(from: node.id, gradient: seed)
            )
            #expect(relativeError(try down.gradient(at: 0), try expectedDown.gradient(at: 0)) < 2e-5)
        }
    }

    /// Nothing is computed together with a layer that others read, or that puts out the class scores.
    @Test func whatOthersReadStays() throws {
        var builder = GraphBuilder(name: "network", input: [3, 11, 9])
        let conv = try builder.add("conv", Self.convolution(3, 16), builder.input)
        let relu = try builder.add("relu", ActivationLayer(.relu), conv)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, conv, relu)
        _ = try builder.add("tanh", ActivationLayer(.tanh), sum)
        #expect(Step.all(of: builder.build(logits: sum)).allSatisfy { $0.nodes.count == 1 })
    }

    /// A function that only resembles a known one is computed as written.
    @Test(arguments: [1.5, 2.9999, 3.01] as [Float]) func whatResemblesAKnownFunctionStays(shift: Float)
        throws
    {
        var builder = GraphBuilder(name: "network", input: [3, 11, 9])
        let plus = try builder.add("plus", Self.constant(.add, shift), builder.input)
        let clip = try builder.add("clip", ActivationLayer(.relu6), plus)
        let product = try builder.add("product", ElementwiseArithmetic.multiply, builder.input, clip)
        _ = try builder.add("sixth", Self.constant(.divide, 6), product)
        #expect(Step.all(of: builder.build(logits: nil)).allSatisfy { $0.nodes.count < 4 })
    }

    /// Two paddings that are allowed by themselves make none that is not.
    @Test func paddingsKeepTheirLimitTogether() throws {
        var builder = GraphBuilder(name: "network", input: [1, 1, 1])
        let pad = try builder.add("pad", Pad(top: 1 << 20, left: 0, bottom: 0, right: 0), builder.input)
        _ = try builder.add(
            "conv",
            Convolution(
                weights: Self.values([1, 1, 3, 3]),
                window: Window([3, 3], stride: [1 << 10, 1], padding: .all(1))), pad)
        let graph = builder.build(logits: nil)
        #expect(Step.all(of: graph).allSatisfy { $0.nodes.count == 1 })
        #expect(try Executor(graph).output(for: Tensor([1, 1, 1, 1], repeating: 1)).count == 1025)
    }

    /// What keeps a denominator from zero is no rectifier.
    @Test func aTinyConstantStays() throws {
        var builder = GraphBuilder(name: "network", input: [3, 11, 9])
        let floor = try builder.add("floor", Self.constant(.maximum, .leastNormalMagnitude), builder.input)
        _ = try builder.add("quotient", ElementwiseArithmetic(.divide), builder.input, floor)
        let output = try Executor(builder.build(logits: nil)).output(
            for: Tensor([1, 3, 11, 9], repeating: 0))
        #expect(output.values.allSatisfy { $0 == 0 })
    }

    static func graph(_ one: Case) throws -> Graph {
        var builder = GraphBuilder(name: one.name, input: [3, 11, 9])
        _ = try one.make(&builder)
        return builder.build(logits: nil)
    }

    private static func values(_ shape: Shape) -> Tensor { OperatorSamples.values(shape) }

    private static func along(_ function: Reduction.Function) -> Reduction {
        Reduction(function, axes: [3], keepsAxes: true)
    }

    private static func picked(_ channels: Range<Int>) -> Gather {
        Gather([nil, Array(channels), nil, nil], summary: .operation("Slice"))
    }

    private static func constant(_ operation: ElementwiseArithmetic.Operation, _ value: Float)
        -> ElementwiseArithmetic
    {
        ElementwiseArithmetic(operation, constant: Tensor([], [value]))
    }

    private static func convolution(_ input: Int, _ output: Int, size: Int = 3) -> Convolution {
        Convolution(
            weights: values([output, input, size, size]), bias: values([output]),
            window: Window([size, size], padding: .all(size / 2)))
    }

    private static func normalization(_ channels: Int) -> BatchNormalization {
        BatchNormalization(
            scale: values([channels]), offset: values([channels]), mean: values([channels]),
            variance: Tensor([channels], repeating: 0.7), epsilon: 1e-3)
    }
}
