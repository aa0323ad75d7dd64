import NeuralNetwork
import Tensors

/// Pooling by windows that slide over the spatial axes.
extension ONNXOperators {
    /// The second output says where the maxima are.
    static let maximumPooling = ONNXOperator(
        "MaxPool", opsets: 1..., inputs: 1...1, outputs: 1...2,
        attributes: poolingAttributes + [
            .integers("dilations", in: 1...extentLimit, opsets: 10...), .flag("ceil_mode", opsets: 10...),
            .flag("storage_order", opsets: 8...),
        ],
        kind: .pooling, version: 22, limits: "more than 3 spatial axes", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let window = try poolingWindow(node, shape)
        let pooled = try importer.layer(node, Pooling(.maximum, window: window), input)
        guard node.outputs.count > 1, !node.outputs[1].isEmpty else { return [pooled] }
        let positions = MaximumPositions(
            window: window, isColumnMajor: node.attributes.flag("storage_order"))
        return [pooled, try importer.integerLayer(node, part: "Indices", positions, input)]
    }

    static let averagePooling = ONNXOperator(
        "AveragePool", opsets: 1..., inputs: 1...1,
        attributes: poolingAttributes + [
            .integers("dilations", in: 1...extentLimit, opsets: 19...), .flag("ceil_mode", opsets: 10...),
            .flag("count_include_pad", opsets: 7...),
        ],
        kind: .pooling, version: 22, limits: "more than 3 spatial axes", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let reduction = Pooling.Reduction.average(
            countsPadding: node.attributes.flag("count_include_pad"))
        return [
            try importer.layer(
                node, Pooling(reduction, window: try poolingWindow(node, shape)), input)
        ]
    }

    /// (Σ|x|ᵖ)^(1/p) over a window: the mean over the window of |x|ᵖ, times the window's size, to the power of 1/p.
    static let powerPooling = ONNXOperator(
        "LpPool", opsets: 1..., inputs: 1...1,
        attributes: poolingAttributes + exponents + [
            .integers("dilations", in: 1...extentLimit, opsets: 18...), .flag("ceil_mode", opsets: 18...),
        ],
        kind: .pooling, version: 22, limits: "more than 3 spatial axes", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let window = try poolingWindow(node, shape)
        let count = Float(window.kernelSize.reduce(1, *))
        let exponent = exponent(of: node)
        let operations: [any Operator] =
            power(exponent) + [
                Pooling(.average(countsPadding: true), window: window),
                ElementwiseArithmetic(.multiply, constant: Tensor([], [count])),
                ElementwiseArithmetic(.power, constant: Tensor([], [1 / exponent])),
            ]
        let whole = Composite(operations, kind: .pooling, summary: .normPooling(Int(exponent)))
        return [try importer.layer(node, whole, input)]
    }

    private static let poolingAttributes =
        [.integers("kernel_shape", in: 1...extentLimit, isRequired: true)] + windowAttributes

    private static func poolingWindow(_ node: ONNXNode, _ input: Shape) throws -> Window {
        let kernel = try poolingKernel(node, input)
        // The attribute's default is also that of the opsets without it: to round down.
        return try window(node, kernel, roundsUp: node.attributes.flag("ceil_mode"))
    }

    /// The window's extents, one for each spatial axis of the input.
    static func poolingKernel(_ node: ONNXNode, _ input: Shape) throws -> [Int] {
        guard (3...5).contains(input.rank) else {
            throw UnsupportedFeature.spatialAxes(input.rank - 2, supported: 1...3)
        }
        guard let kernel = try node.integers("kernel_shape", count: input.rank - 2) else {
            throw node.fault("kernel_shape", expected: .numbers(input.rank - 2), found: "nothing")
        }
        return kernel
    }

    // MARK: Powers

    /// The exponent p, a float in opset 1 and an integer since.
    static let exponents: [ONNXAttribute] = [
        .float("p", 2, in: 1...Float(extentLimit), opsets: 1...1),
        .integer("p", 2, in: 1...extentLimit, opsets: 2...),
    ]

    static func exponent(of node: ONNXNode) -> Float {
        node.opset < 2 ? node.attributes.float("p") : Float(node.attributes.integer("p"))
    }

    /// |x|ᵖ
    static func power(_ exponent: Float) -> [any Operator] {
        [
            ActivationLayer(.function(.absolute)),
            ElementwiseArithmetic(.power, constant: Tensor([], [exponent])),
        ]
    }
}
