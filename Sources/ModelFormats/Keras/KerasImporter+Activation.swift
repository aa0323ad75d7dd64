import NeuralNetwork
import Tensors

extension KerasImporter {
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

    func addActivation(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let activation = KerasActivation(call.settings["activation"], version: version)
        return try add(activation, call, try single(call, inputs))
    }

    private func add(_ activation: KerasActivation, _ call: KerasCall, _ input: Int) throws -> Int {
        switch activation {
        case .none: return try add(call.name, Identity(.linear), [input])
        case .function(let function): return try add(call.name, ActivationLayer(function), [input])
        case .softmax(let axis):
            let axis = try graphAxis(axis, rank: shape(input).rank + 1, call)
            return try add(call.name, Softmax(axis: axis), [input])
        case .logSoftmax:
            let normalizer = try add(
                call.name + "/normalizer", Reduction(.logOfSumOfExponentials, axes: [1], keepsAxes: true),
                [input])
            return try add(call.name, ElementwiseArithmetic(.subtract), [input, normalizer])
        case .unsupported(let name):
            return try unsupported(call, [input], .activation(name))
        }
    }

    func addSoftmax(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let axes = call.settings["axis"]?.list
        guard
            let axis = axes.map({ $0.count == 1 ? $0[0].integer : nil }) ?? call.settings["axis"]?.integer
                ?? -1
        else { return try unsupported(call, inputs, .softmaxAxes) }
        return try add(.softmax(axis: axis), call, try single(call, inputs))
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
        let shape = shape(input)
        var extents = Array(shape.dimensions.dropFirst()) + [shape.dimensions.first ?? 1]
        for axis in call.settings["shared_axes"]?.list ?? [] {
            guard let axis = axis.integer, axis >= 1, axis <= extents.count else {
                throw call.settings.fault("shared_axes")
            }
            extents[axis - 1] = 1
        }
        let alpha = try tensors(call, [KerasArray("alpha", extents)])[0].channelsFirst()
        let negated = Tensor(alpha.shape, alpha.values.map { -$0 })
        let positive = try add(call.name + "/positive", ActivationLayer(.relu), [input])
        let negative = try add(
            call.name + "/negative",
            Composite(
                [
                    ElementwiseArithmetic(.multiply, constant: Tensor([1], [-1])), ActivationLayer(.relu),
                    ElementwiseArithmetic(.multiply, constant: negated),
                ], kind: .activation, summary: .negativePartWithTrainedSlopes), [input])
        return try add(call.name, ElementwiseArithmetic.add, [positive, negative])
    }
}
