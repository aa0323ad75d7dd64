import NeuralNetwork
import Tensors

extension ONNXOperators {
    static let poolings: [String: Builder] = [
        "MaxPool": maximumPooling,
        "MaxUnpool": unpooling,
        "AveragePool": pooling { .average(countsPadding: $0.int("count_include_pad", 0) != 0) },
        "LpPool": powerPooling,
        "GlobalAveragePool": globalPooling(.average(countsPadding: true)),
        "GlobalMaxPool": globalPooling(.maximum),
        "GlobalLpPool": globalPowerPooling,
    ]

    private static func pooling(_ reduction: @escaping @Sendable (ONNXNode) -> Pooling.Reduction) -> Builder {
        { node, importer in
            let (input, shape) = try node.variable(0)
            let operation = Pooling(reduction(node), window: try poolingWindow(node, shape))
            return [try importer.layer(node, operation, input)]
        }
    }

    /// The second output says where the maxima are.
    private static let maximumPooling: Builder = { node, importer in
        let pooled = try pooling { _ in .maximum }(node, &importer)
        guard node.proto.output.count > 1, !node.proto.output[1].isEmpty else { return pooled }
        let (input, shape) = try node.variable(0)
        let positions = MaximumPositions(
            window: try poolingWindow(node, shape), isColumnMajor: node.int("storage_order", 0) != 0)
        return pooled + [try importer.integerLayer(node, part: "Indices", positions, input)]
    }

    private static let unpooling: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let positions: Int
        switch try node.symbol(1) {
        case .variable(let layer, _): positions = layer
        case .constant(let value):
            let constant = ConstantLayer(value.tensor)
            guard case .variable(let layer, _) = try importer.layer(node, part: "Indices", constant, input)
            else { return [.unavailable(input)] }
            positions = layer
        case .unavailable(let layer): return [.unavailable(layer)]
        }
        let window = try poolingWindow(node, shape)
        let pads =
            try node.ints("pads", count: window.kernelSize.count * 2, in: 0...extentLimit)
            ?? window.kernelSize.flatMap { _ in [0, 0] }
        let size = window.kernelSize.indices.map { axis in
            (shape[axis + 2] - 1) * window.stride[axis] + window.kernelSize[axis] - pads[axis]
                - pads[axis + window.kernelSize.count]
        }
        let output = try node.optionalConstant(2).map { Array($0.integers.dropFirst(2)) }
        return [
            try importer.layer(node, Unpooling(size: size, outputSize: output), input, positions)
        ]
    }

    private static func poolingWindow(_ node: ONNXNode, _ input: Shape) throws -> Window {
        guard (3...5).contains(input.rank) else {
            throw UnsupportedFeature("it has \(input.rank - 2) spatial axes, and 1 to 3 are supported")
        }
        guard let kernel = try node.ints("kernel_shape", count: input.rank - 2, in: 1...extentLimit) else {
            throw node.fault("kernel_shape", expected: "\(input.rank - 2) numbers", found: "nothing")
        }
        return try window(node, kernel)
    }

    private static func globalPooling(_ reduction: Pooling.Reduction) -> Builder {
        { node, importer in
            [
                try importer.layer(
                    node, GlobalPooling(reduction, keepsAxes: true), node.variable(0).layer)
            ]
        }
    }

    /// (Σ|x|ᵖ)^(1/p) over a window: the mean over the window of |x|ᵖ, times the window's size, to the power of 1/p.
    private static let powerPooling: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let window = try poolingWindow(node, shape)
        let count = Float(window.kernelSize.reduce(1, *))
        let exponent = node.float("p", 0) > 0 ? node.float("p", 2) : Float(node.int("p", 2))
        let operations: [any Operator] =
            power(exponent) + [
                Pooling(.average(countsPadding: true), window: window),
                ElementwiseArithmetic(.multiply, constant: Tensor([], [count])),
                ElementwiseArithmetic(.power, constant: Tensor([], [1 / exponent])),
            ]
        let whole = Composite(operations, kind: .pooling, summary: "L\(Int(exponent)) pooling")
        return [try importer.layer(node, whole, input)]
    }

    private static let globalPowerPooling: Builder = { node, importer in
        let (input, shape) = try node.variable(0)
        let exponent = node.float("p", 0) > 0 ? node.float("p", 2) : Float(node.int("p", 2))
        let operations: [any Operator] =
            power(exponent) + [
                Reduction(.sum, axes: Array(2..<max(shape.rank, 2)), keepsAxes: true),
                ElementwiseArithmetic(.power, constant: Tensor([], [1 / exponent])),
            ]
        let whole = Composite(operations, kind: .pooling, summary: "Global L\(Int(exponent)) pooling")
        return [try importer.layer(node, whole, input)]
    }

    /// |x|ᵖ
    private static func power(_ exponent: Float) -> [any Operator] {
        [
            ActivationLayer(.function(.absolute)),
            ElementwiseArithmetic(.power, constant: Tensor([], [exponent])),
        ]
    }
}
