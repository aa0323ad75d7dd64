import NeuralNetwork
import Tensors

/// Arithmetic, comparisons and functions of single elements.
extension KerasImporter {
    static let arithmetic: [String: Build] = {
        var operations: [String: Build] = [:]
        for (name, operation) in [
            ("Add", ElementwiseArithmetic.Operation.add), ("Subtract", .subtract), ("Multiply", .multiply),
            ("Divide", .divide), ("TrueDivide", .divide), ("Power", .power), ("Maximum", .maximum),
            ("Minimum", .minimum), ("LogicalAnd", .multiply), ("LogicalOr", .maximum),
        ] {
            operations[name] = one { try $0.addArithmetic($1, $2, operation) }
        }
        for (name, relation) in [
            ("Greater", Comparison.Relation.greater), ("GreaterEqual", .greaterOrEqual), ("Less", .less),
            ("LessEqual", .lessOrEqual), ("Equal", .equal),
        ] {
            operations[name] = one { try $0.addComparison($1, $2, relation) }
        }
        for (name, function) in functions { operations[name] = one { try $0.addFunction($1, $2, function) } }
        operations["Where"] = one { try $0.addWhere($1, $2) }
        operations["BiasAdd"] = one { try $0.addBias($1, $2) }
        operations["Cast"] = one { try $0.addCast($1, $2) }
        return operations
    }()

    /// What an operation of one operand applies, one after the other; nil where its settings are not understood.
    private static let functions: [String: @Sendable (KerasCall) -> [any Operator]?] = {
        func plain(_ activations: Activation...) -> @Sendable (KerasCall) -> [any Operator]? {
            { _ in activations.map { ActivationLayer($0) } }
        }
        @Sendable func constant(
            _ operation: ElementwiseArithmetic.Operation, _ value: Float, isFirst: Bool = false
        )
            -> ElementwiseArithmetic
        {
            ElementwiseArithmetic(operation, constant: Tensor([1], [value]), constantIsFirst: isFirst)
        }
        @Sendable func setting(_ call: KerasCall, _ standard: Float, _ names: String...) -> Float? {
            for name in names {
                if let value = call.argument(nil, name) { return value.number.map { Float($0) } }
            }
            return standard
        }
        return [
            "Relu": plain(.relu), "Relu6": plain(.relu6), "Sigmoid": plain(.sigmoid), "Tanh": plain(.tanh),
            "Softplus": plain(.softplus), "Softsign": plain(.softsign), "Silu": plain(.silu),
            "Swish": plain(.silu), "LogSigmoid": plain(.logSigmoid), "HardSigmoid": plain(.hardSigmoid()),
            "HardSilu": plain(.hardSwish), "HardSwish": plain(.hardSwish), "Selu": plain(.selu()),
            "Mish": plain(.mish), "TanhShrink": plain(.tanhShrink), "SparsePlus": plain(.sparsePlus),
            "HardTanh": plain(.clip(minimum: -1, maximum: 1)),
            "SparseSigmoid": plain(.hardSigmoid(slope: 0.5, offset: 0.5)),
            "Exp": plain(.exponential), "Log": plain(.function(.logarithm)),
            "Sqrt": plain(.function(.squareRoot)), "Absolute": plain(.function(.absolute)),
            "Abs": plain(.function(.absolute)), "Negative": plain(.function(.negative)),
            "Sign": plain(.function(.sign)), "Floor": plain(.function(.floor)),
            "Ceil": plain(.function(.ceil)), "Round": plain(.function(.round)),
            "Reciprocal": plain(.function(.reciprocal)), "Erf": plain(.function(.errorFunction)),
            "Sin": plain(.function(.sine)), "Cos": plain(.function(.cosine)),
            "Tan": plain(.function(.tangent)), "Arcsin": plain(.function(.arcSine)),
            "Arccos": plain(.function(.arcCosine)), "Arctan": plain(.function(.arcTangent)),
            "Sinh": plain(.function(.hyperbolicSine)), "Cosh": plain(.function(.hyperbolicCosine)),
            "Rsqrt": plain(.function(.squareRoot), .function(.reciprocal)),
            "Square": { _ in [constant(.power, 2)] },
            "Log1p": { _ in [constant(.add, 1), ActivationLayer(.function(.logarithm))] },
            "Expm1": { _ in [ActivationLayer(.exponential), constant(.subtract, 1)] },
            "LogicalNot": { _ in [constant(.subtract, 1, isFirst: true)] },
            "OnesLike": { _ in [constant(.multiply, 0), constant(.add, 1)] },
            "ZerosLike": { _ in [constant(.multiply, 0)] },
            "Identity": { _ in [Identity(.identity)] }, "StopGradient": { _ in [Identity(.identity)] },
            "Copy": { _ in [Identity(.identity)] },
            "Gelu": { call in
                // Keras 3 approximates where nothing is said, TensorFlow does not.
                let isApproximate = call.argument(nil, "approximate").map(\.flag)
                guard let flag = isApproximate ?? call.layer.isOperation else { return nil }
                return [ActivationLayer(flag ? .geluTanh : .gelu)]
            },
            "LeakyRelu": { call in
                setting(call, 0.2, "negative_slope", "alpha").map { [ActivationLayer(.leakyRelu(slope: $0))] }
            },
            "Elu": { call in setting(call, 1, "alpha").map { [ActivationLayer(.elu(alpha: $0))] } },
            "Celu": { call in setting(call, 1, "alpha").map { [ActivationLayer(.celu(alpha: $0))] } },
            "Squareplus": { call in setting(call, 4, "b").map { [ActivationLayer(.squareplus($0))] } },
            "SoftShrink": { call in
                setting(call, 0.5, "threshold").map { [ActivationLayer(.softShrink(threshold: $0))] }
            },
            "HardShrink": { call in
                setting(call, 0.5, "threshold").map { [ActivationLayer(.hardShrink(threshold: $0))] }
            },
            "Clip": { call in
                let bounds = [(1, "x_min", "clip_value_min"), (2, "x_max", "clip_value_max")].map {
                    call.argument($0, $1, $2)?.number.map { Float($0) }
                }
                guard let low = bounds[0], let high = bounds[1] else { return nil }
                return [ActivationLayer(.clip(minimum: low, maximum: high))]
            },
        ]
    }()

    private func addFunction(
        _ call: KerasCall, _ inputs: [Int], _ function: @Sendable (KerasCall) -> [any Operator]?
    ) throws -> Int {
        let input = try single(call, inputs)
        guard let operations = function(call), !operations.isEmpty else {
            return try unsupported(call, inputs, .operation(call.layer.displayName))
        }
        return try add(
            call.name,
            operations.count == 1
                ? operations[0]
                : Composite(operations, kind: .activation, summary: .operation(call.layer.displayName)),
            [input])
    }

    /// The two operands of an operation.
    private func operands(_ call: KerasCall) -> (KerasArgument, KerasArgument)? {
        guard let first = call.argument(0, "x", "x1", "a"), let second = call.argument(1, "y", "x2", "b")
        else {
            return nil
        }
        return (first, second)
    }

    private func addArithmetic(
        _ call: KerasCall, _ inputs: [Int], _ operation: ElementwiseArithmetic.Operation
    ) throws -> Int {
        guard let (first, second) = operands(call) else {
            return try unsupported(call, inputs, .argument("x"))
        }
        return try addArithmetic(call, inputs, operation, first, second)
    }

    /// An operation of two layers, or of a layer and a constant.
    func addArithmetic(
        _ call: KerasCall, _ inputs: [Int], _ operation: ElementwiseArithmetic.Operation,
        _ first: KerasArgument, _ second: KerasArgument
    ) throws -> Int {
        let nodes = [first, second].map { $0.output.flatMap { call.nodes[$0] } }
        if let left = nodes[0], let right = nodes[1] {
            guard shape(left).rank == shape(right).rank else {
                return try unsupported(call, inputs, .differentRanks)
            }
            return try add(call.name, ElementwiseArithmetic(operation), [left, right])
        }
        guard let node = nodes[0] ?? nodes[1], let value = (nodes[0] == nil ? first : second).tensor else {
            return try unsupported(call, inputs, .argument("y"))
        }
        guard let constant = graphConstant(value, rank: shape(node).rank + 1) else {
            return try unsupported(call, inputs, .batch)
        }
        return try add(
            call.name,
            ElementwiseArithmetic(operation, constant: constant, constantIsFirst: nodes[0] == nil), [node])
    }

    private func addComparison(
        _ call: KerasCall, _ inputs: [Int], _ relation: Comparison.Relation
    ) throws -> Int {
        guard let (first, second) = operands(call) else {
            return try unsupported(call, inputs, .argument("x"))
        }
        let nodes = [first, second].map { $0.output.flatMap { call.nodes[$0] } }
        if let left = nodes[0], let right = nodes[1] {
            guard shape(left).rank == shape(right).rank else {
                return try unsupported(call, inputs, .differentRanks)
            }
            return try add(call.name, Comparison(relation), [left, right])
        }
        guard let node = nodes[0] ?? nodes[1],
            let constant = (nodes[0] == nil ? first : second).tensor.flatMap({
                graphConstant($0, rank: shape(node).rank + 1)
            })
        else { return try unsupported(call, inputs, .argument("y")) }
        let seen = nodes[0] == nil ? relation.mirrored : relation
        return try add(call.name, Comparison(seen, constant: constant), [node])
    }

    /// The second operand where the first is not 0, else the third.
    private func addWhere(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let condition = call.node(0, "condition"), let first = call.argument(1, "x", "x1"),
            let second = call.argument(2, "y", "x2")
        else { return try unsupported(call, inputs, .argument("condition")) }
        var choices: [Int] = []
        for (index, choice) in [first, second].enumerated() {
            if let node = choice.output.flatMap({ call.nodes[$0] }) {
                choices.append(node)
                continue
            }
            guard let value = choice.tensor,
                let constant = graphConstant(value, rank: shape(condition).rank + 1)
            else { return try unsupported(call, inputs, .argument("x")) }
            // The constant at every place of the condition.
            choices.append(
                try add(
                    "\(call.name)/choice \(index + 1)",
                    Composite(
                        [
                            ElementwiseArithmetic(.multiply, constant: Tensor([1], [0])),
                            ElementwiseArithmetic(.add, constant: constant),
                        ], kind: .reshape, summary: .operation("Constant")), [condition]))
        }
        guard choices.allSatisfy({ shape($0) == shape(condition) }) else {
            return try unsupported(call, inputs, .differentRanks)
        }
        return try add(call.name, Where(), [condition] + choices)
    }

    /// One value for each channel.
    private func addBias(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let node = call.node(0, "value"), let bias = call.argument(1, "bias")?.tensor,
            bias.shape.rank == 1
        else { return try unsupported(call, inputs, .argument("bias")) }
        let isFirst = call.argument(nil, "data_format")?.text?.hasPrefix("NC") == true
        let rank = shape(node).rank + 1
        let axis = layout.axis(isFirst ? 1 : rank - 1, rank: rank)
        guard shape(node)[axis - 1] == bias.count else { throw call.settings.fault("bias") }
        var extents = [Int](repeating: 1, count: rank - 1)
        extents[axis - 1] = bias.count
        return try add(
            call.name, ElementwiseArithmetic(.add, constant: bias.reshaped(Shape(extents))), [node])
    }

    /// Nothing changes between formats of floats; others would round.
    private func addCast(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let type = call.argument(1, "dtype")?.text ?? ""
        guard type.hasPrefix("float") || type.hasPrefix("bfloat") else {
            return try unsupported(call, inputs, .argument(type.isEmpty ? "dtype" : type))
        }
        return try add(call.name, Identity(.cast), [input])
    }
}
