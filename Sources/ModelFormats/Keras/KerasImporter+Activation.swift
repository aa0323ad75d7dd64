import Files
import NeuralNetwork
import Tensors

extension KerasImporter {
    static let activations: [String: Build] = [
        "Activation": one { try $0.addActivation($1, $2) }, "ReLU": one { try $0.addReLU($1, $2) },
        "LeakyReLU": one { try $0.addLeakyReLU($1, $2) }, "PReLU": one { try $0.addPReLU($1, $2) },
        "ELU": one { try $0.addELU($1, $2) },
        "ThresholdedReLU": one { try $0.addThresholdedReLU($1, $2) },
        "Softmax": one { try $0.addSoftmax($1, $2) },
    ]

    /// Adds a layer with the activation that its settings name.
    ///
    /// A softmax, and the last layer's sigmoid, is a node of its own under `NAME` with the sum before it under
    /// `NAME/linear`.
    func addActivated(
        _ call: KerasCall, _ inputs: [Int], _ operation: (Activation?) -> any Operator
    ) throws -> Int {
        switch KerasActivation(call.settings["activation"], version: version) {
        case .none: return try add(call.name, operation(nil), inputs)
        case .function(let function) where !(call.isOutput && function == .sigmoid):
            return try add(call.name, operation(function), inputs)
        case let activation:
            let linear = try add(call.name + "/linear", operation(nil), inputs)
            return try add(activation, call, linear)
        }
    }

    /// Adds a layer of an operation without a place for the activation that its settings name.
    func addActivated(_ call: KerasCall, _ inputs: [Int], _ operation: any Operator) throws -> Int {
        let activation = KerasActivation(call.settings["activation"], version: version)
        if case .none = activation { return try add(call.name, operation, inputs) }
        return try add(activation, call, try add(call.name + "/linear", operation, inputs))
    }

    func addActivation(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let activation = KerasActivation(call.settings["activation"], version: version)
        return try add(activation, call, try single(call, inputs))
    }

    func add(_ activation: KerasActivation, _ call: KerasCall, _ input: Int) throws -> Int {
        switch activation {
        case .none: return try add(call.name, Identity(.linear), [input])
        case .function(let function): return try add(call.name, ActivationLayer(function), [input])
        case .softmax(let axis):
            let axis = try graphAxis(axis, rank: shape(input).rank + 1, call)
            return try add(call.name, Softmax(axis: axis), [input])
        case .logSoftmax:
            let axis = try graphAxis(-1, rank: shape(input).rank + 1, call)
            return try add(call.name, LogSoftmax(axis: axis), [input])
        case .gatedLinear: return try addGatedLinear(call, input, axis: -1)
        case .unsupported(let name):
            return try unsupported(call, [input], .activation(name))
        }
    }

    func addSoftmax(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let axes = call.settings["axis"]?.list
        if let axes, axes.count > 1 { return try addSoftmax(call, try single(call, inputs), over: axes) }
        guard let axis = axes.map({ $0.first?.integer }) ?? call.settings["axis"]?.integer ?? -1 else {
            throw call.settings.fault("axis")
        }
        return try add(.softmax(axis: axis), call, try single(call, inputs))
    }

    /// exp(x − ln Σexp(x)) over several axes.
    private func addSoftmax(_ call: KerasCall, _ input: Int, over list: [JSONValue]) throws -> Int {
        let rank = shape(input).rank + 1
        let axes = try list.map { value in
            guard let axis = value.integer else { throw call.settings.fault("axis") }
            return try graphAxis(axis, rank: rank, call)
        }
        guard Set(axes).count == axes.count, !axes.contains(0) else { throw call.settings.fault("axis") }
        let normalizer = try add(
            call.name + "/normalizer",
            Reduction(.logOfSumOfExponentials, axes: axes.sorted(), keepsAxes: true), [input])
        let difference = try add(
            call.name + "/logarithm", ElementwiseArithmetic(.subtract), [input, normalizer])
        return try add(call.name, ActivationLayer(.exponential), [difference])
    }

    /// The first half along an axis times the sigmoid of the second.
    func addGatedLinear(_ call: KerasCall, _ input: Int, axis: Int) throws -> Int {
        let rank = shape(input).rank + 1
        let axis = try graphAxis(axis, rank: rank, call)
        guard axis > 0, case let extent = shape(input)[axis - 1], extent % 2 == 0 else {
            throw call.settings.fault("axis")
        }
        func half(_ name: String, _ range: Range<Int>) throws -> Int {
            var positions = [[Int]?](repeating: nil, count: rank)
            positions[axis] = Array(range)
            return try add("\(call.name)/\(name)", Gather(positions, summary: .split), [input])
        }
        let value = try half("value", 0..<extent / 2)
        let gate = try half("gate", extent / 2..<extent)
        let sigmoid = try add(call.name + "/sigmoid", ActivationLayer(.sigmoid), [gate])
        return try add(call.name, ElementwiseArithmetic.multiply, [value, sigmoid])
    }

    func addLeakyReLU(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let slope = try call.settings.number(
            "negative_slope", default: call.settings.number("alpha", default: 0.3))
        return try add(call.name, ActivationLayer(.leakyRelu(slope: Float(slope))), inputs)
    }

    func addELU(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let alpha = try call.settings.number("alpha", default: 1)
        return try add(call.name, ActivationLayer(.elu(alpha: Float(alpha))), inputs)
    }

    func addThresholdedReLU(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let threshold = try call.settings.number("theta", default: 1)
        return try add(call.name, ActivationLayer(.thresholdedRelu(threshold: Float(threshold))), inputs)
    }

    /// min(x, maximum) above the threshold, slope·(x − threshold) below it.
    func addReLU(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let maximum = Float(try call.settings.number("max_value", default: .infinity))
        let slope = Float(try call.settings.number("negative_slope", default: 0))
        let threshold = Float(try call.settings.number("threshold", default: 0))
        let limit = maximum < .infinity ? [ActivationLayer(.clip(minimum: -.infinity, maximum: maximum))] : []
        if threshold == 0, slope == 0 {
            let function: Activation =
                maximum == 6
                ? .relu6 : maximum < .infinity ? .clip(minimum: 0, maximum: maximum) : .relu
            return try add(call.name, ActivationLayer(function), inputs)
        }
        if threshold == 0 || slope == 0 {
            let function: Activation =
                threshold == 0 ? .leakyRelu(slope: slope) : .thresholdedRelu(threshold: threshold)
            let operations = [ActivationLayer(function)] + limit
            guard operations.count > 1 else { return try add(call.name, operations[0], inputs) }
            return try add(
                call.name,
                Composite(operations, kind: .activation, summary: .atMost(function.name, maximum)),
                inputs)
        }
        let positive = try add(
            call.name + "/positive",
            Composite(
                [ActivationLayer(.thresholdedRelu(threshold: threshold))] + limit, kind: .activation,
                summary: .thresholdedRelu(threshold)), inputs)
        let negative = try add(
            call.name + "/negative",
            Composite(
                [
                    ElementwiseArithmetic(
                        .subtract, constant: Tensor([1], [threshold]), constantIsFirst: true),
                    ActivationLayer(.relu), ElementwiseArithmetic(.multiply, constant: Tensor([1], [slope])),
                ], kind: .activation, summary: .negativePart(slope: slope)), inputs)
        return try add(call.name, ElementwiseArithmetic(.subtract), [positive, negative])
    }

    /// x above 0, alpha·x below, with alphas of its own for each element or channel.
    func addPReLU(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        var extents = kerasShape(input)
        for axis in call.settings["shared_axes"]?.list ?? [] {
            guard let axis = axis.integer, axis >= 1, axis <= extents.count else {
                throw call.settings.fault("shared_axes")
            }
            extents[axis - 1] = 1
        }
        let alpha = try tensors(call, [KerasArray("alpha", extents)])[0]
        return try add(
            call.name,
            ParametricRelu(slopes: layout.isChannelsFirst ? alpha : alpha.channelsFirst()), [input])
    }
}
