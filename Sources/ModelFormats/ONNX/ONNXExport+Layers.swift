import NeuralNetwork
import Tensors

/// Layers that ONNX writes in other words.
extension ONNXExport {
    /// Each function, and whether its axes are an input rather than an attribute.
    static let reductions: [Reduction.Function: (name: String, readsAxes: Bool)] = [
        .sum: ("ReduceSum", true), .mean: ("ReduceMean", false), .maximum: ("ReduceMax", false),
        .minimum: ("ReduceMin", false), .product: ("ReduceProd", false), .l1: ("ReduceL1", false),
        .l2: ("ReduceL2", false), .sumOfSquares: ("ReduceSumSquare", false),
        .logOfSum: ("ReduceLogSum", false),
        .logOfSumOfExponentials: ("ReduceLogSumExp", false),
    ]

    mutating func write(_ activation: Activation, _ node: Node, _ input: String, _ output: String) throws {
        func scalar(_ value: Float) -> Tensor { Tensor([], [value]) }
        /// A value on the way.
        func part(_ name: String) -> String { "\(output)/\(name)" }
        switch activation {
        case .relu: add("Relu", [input], output)
        case .relu6: clip(node, input, output, 0, 6)
        case .clip(let minimum, let maximum): clip(node, input, output, minimum, maximum)
        case .leakyRelu(let slope): add("LeakyRelu", [input], output, [Self.float("alpha", slope)])
        case .thresholdedRelu(let threshold):
            add("ThresholdedRelu", [input], output, [Self.float("alpha", threshold)])
        case .sigmoid: add("Sigmoid", [input], output)
        case .tanh: add("Tanh", [input], output)
        case .hardSigmoid(let slope, let offset):
            add("HardSigmoid", [input], output, [Self.float("alpha", slope), Self.float("beta", offset)])
        case .hardSwish: add("HardSwish", [input], output)
        case .elu(let alpha): add("Elu", [input], output, [Self.float("alpha", alpha)])
        case .selu(let alpha, let gamma):
            add("Selu", [input], output, [Self.float("alpha", alpha), Self.float("gamma", gamma)])
        case .celu(let alpha): add("Celu", [input], output, [Self.float("alpha", alpha)])
        case .softplus: add("Softplus", [input], output)
        case .softsign: add("Softsign", [input], output)
        case .exponential: add("Exp", [input], output)
        case .softShrink(let threshold), .hardShrink(let threshold):
            let bias: Float = if case .softShrink = activation { threshold } else { 0 }
            add("Shrink", [input], output, [Self.float("lambd", threshold), Self.float("bias", bias)])
        case .silu:
            add("Sigmoid", [input], part("sigmoid"))
            add("Mul", [input, part("sigmoid")], output)
        case .mish:
            add("Softplus", [input], part("softplus"))
            add("Tanh", [part("softplus")], part("tanh"))
            add("Mul", [input, part("tanh")], output)
        case .tanhShrink:
            add("Tanh", [input], part("tanh"))
            add("Sub", [input, part("tanh")], output)
        case .logSigmoid:
            add("Neg", [input], part("negative"))
            add("Softplus", [part("negative")], part("softplus"))
            add("Neg", [part("softplus")], output)
        // x·(1 + erf(x / √2)) / 2
        case .gelu:
            let (root, one, half) = (
                constant(part("root"), scalar(Float(0.5).squareRoot())), constant(part("one"), scalar(1)),
                constant(part("half"), scalar(0.5))
            )
            add("Mul", [input, root], part("scaled"))
            add("Erf", [part("scaled")], part("erf"))
            add("Add", [part("erf"), one], part("sum"))
            add("Mul", [input, part("sum")], part("product"))
            add("Mul", [part("product"), half], output)
        // x·(1 + tanh(√(2 / π)·(x + 0.044715·x³))) / 2
        case .geluTanh:
            let (cube, root, one, half) = (
                constant(part("cube"), scalar(0.044715)),
                constant(part("root"), scalar((2 / Float.pi).squareRoot())),
                constant(part("one"), scalar(1)), constant(part("half"), scalar(0.5))
            )
            add("Mul", [input, input], part("square"))
            add("Mul", [part("square"), cube], part("scaled"))
            add("Add", [part("scaled"), one], part("factor"))
            add("Mul", [input, part("factor")], part("inner"))
            add("Mul", [part("inner"), root], part("argument"))
            add("Tanh", [part("argument")], part("tanh"))
            add("Add", [part("tanh"), one], part("sum"))
            add("Mul", [input, part("sum")], part("product"))
            add("Mul", [part("product"), half], output)
        default: throw ONNXExportError.layer(node.name, operation: activation.name)
        }
    }

    private mutating func clip(
        _ node: Node, _ input: String, _ output: String, _ minimum: Float, _ maximum: Float
    ) {
        let bounds = constants(
            node, [("minimum", Tensor([], [minimum])), ("maximum", Tensor([], [maximum]))])
        add("Clip", [input] + bounds, output)
    }

    /// Means of parts of rows and columns are products with matrices.
    mutating func write(_ layer: AdaptivePooling, _ node: Node, _ input: String, _ output: String) {
        guard layer.outputSize != [1, 1] else { return add("GlobalAveragePool", [input], output) }
        let shape = shapes[input]!
        let rows = layer.matrix(axis: 0, extent: shape[2])
        let columns = layer.matrix(axis: 1, extent: shape[3])
        add("MatMul", [constant("\(output)/rows", rows), input], "\(output)/pooled rows")
        add("MatMul", ["\(output)/pooled rows", constant("\(output)/columns", columns.transposed)], output)
    }

    mutating func write(_ layer: Standardization, _ node: Node, _ input: String, _ output: String) {
        let shape = shapes[input]!
        let axes = layer.axes.sorted()
        let own = Shape(axes.map { shape[$0] })
        if let first = axes.first, first > 0, axes == Array(first..<shape.rank) {
            let scale = layer.scale?.reshaped(own) ?? Tensor(own, repeating: 1)
            let factors =
                [constant("\(output)/scale", scale)]
                + (layer.offset.map { [constant("\(output)/offset", $0.reshaped(own))] } ?? [])
            return add(
                "LayerNormalization", [input] + factors, output,
                [Self.integer("axis", first), Self.float("epsilon", layer.epsilon)])
        }
        func part(_ name: String) -> String { "\(output)/\(name)" }
        add("ReduceMean", [input], part("mean"), [Self.integers("axes", axes), Self.integer("keepdims", 1)])
        add("Sub", [input, part("mean")], part("difference"))
        add("Mul", [part("difference"), part("difference")], part("square"))
        add(
            "ReduceMean", [part("square")], part("variance"),
            [Self.integers("axes", axes), Self.integer("keepdims", 1)])
        add("Add", [part("variance"), constant(part("epsilon"), Tensor([], [layer.epsilon]))], part("sum"))
        add("Sqrt", [part("sum")], part("deviation"))
        add("Div", [part("difference"), part("deviation")], output)
    }

    /// Along one axis after the other; what stands for nothing is an element that is put at the end before.
    mutating func write(_ layer: Gather, _ node: Node, _ input: String, _ output: String) {
        let shape = shapes[input]!
        let chosen = layer.positions.enumerated().compactMap { axis, positions in
            positions.map { (axis: axis, positions: $0) }
        }
        var current = input
        for (index, (axis, positions)) in chosen.enumerated() {
            let name = "\(output)/\(axis)"
            if positions.contains(-1) {
                var pads = [Int](repeating: 0, count: 2 * shape.rank)
                pads[shape.rank + axis] = 1
                let fill = constant("\(name)/fill", Tensor([], [layer.fill]))
                add("Pad", [current, integers("\(name)/pads", pads), fill], "\(name)/padded")
                current = "\(name)/padded"
            }
            let places = positions.map { $0 < 0 ? shape[axis] : $0 }
            let next = index == chosen.count - 1 ? output : name
            add(
                "Gather", [current, integers("\(name)/positions", places)], next, [Self.integer("axis", axis)]
            )
            current = next
        }
        if chosen.isEmpty { add("Identity", [input], output) }
    }

    /// The values for every item of the batch of an input.
    mutating func write(_ layer: ConstantLayer, _ node: Node, _ input: String, _ output: String) {
        add("Shape", [input], "\(output)/batch", [Self.integer("start", 0), Self.integer("end", 1)])
        let extents = integers("\(output)/extents", Array(layer.value.shape.dimensions.dropFirst()))
        add("Concat", ["\(output)/batch", extents], "\(output)/shape", [Self.integer("axis", 0)])
        add("Expand", constants(node, [("value", layer.value)]) + ["\(output)/shape"], output)
    }
}
