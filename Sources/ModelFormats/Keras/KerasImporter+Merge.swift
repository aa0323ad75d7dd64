import NeuralNetwork
import Tensors

extension KerasImporter {
    static let merges: [String: Build] = {
        var layers: [String: Build] = [
            "Average": one { try $0.addAverage($1, $2) },
            "Concatenate": one { try $0.addConcatenate($1, $2) },
            "Dot": one { try $0.addDot($1, $2) },
            "CustomScaleLayer": one { try $0.addScaledSum($1, $2) },
            // Keras registers its own layer as if it were a person's.
            "Custom>CustomScaleLayer": one { try $0.addScaledSum($1, $2) },
        ]
        for (name, operation) in [
            ("Add", ElementwiseArithmetic.Operation.add), ("Subtract", .subtract), ("Multiply", .multiply),
            ("Maximum", .maximum), ("Minimum", .minimum),
        ] {
            layers[name] = one { try $0.addMerge($1, $2, operation) }
        }
        return layers
    }()

    /// Two or more inputs merged one after the other.
    private func addMerge(
        _ call: KerasCall, _ inputs: [Int], _ operation: ElementwiseArithmetic.Operation
    ) throws -> Int {
        guard inputs.count > 1 else { return try add(call.name, Identity(.mergeOfOne), inputs) }
        return try addChain(call, try ofOneRank(call, inputs), operation, last: call.name)
    }

    /// Two or more inputs one after the other, the last step under a name of its own.
    private func addChain(
        _ call: KerasCall, _ inputs: [Int], _ operation: ElementwiseArithmetic.Operation, last: String
    ) throws -> Int {
        var node = inputs[0]
        for (index, input) in inputs.enumerated().dropFirst() {
            let name = index == inputs.count - 1 ? last : "\(call.name)/\(index)"
            node = try add(name, ElementwiseArithmetic(operation), [node, input])
        }
        return node
    }

    /// Inputs with fewer axes get axes of extent 1 behind the batch, as Keras's merging layers give them.
    private func ofOneRank(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        let rank = inputs.map { shape($0).rank }.max() ?? 0
        return try inputs.enumerated().map { index, input in
            let missing = rank - shape(input).rank
            guard missing > 0 else { return input }
            let extents = [Int](repeating: 1, count: missing) + kerasShape(input)
            return try addReshape("\(call.name)/input \(index + 1)", input, to: extents)
        }
    }

    /// The mean of the inputs.
    private func addAverage(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard inputs.count > 1 else { return try add(call.name, Identity(.averageOfOne), inputs) }
        let sum = try addChain(call, try ofOneRank(call, inputs), .add, last: "\(call.name)/sum")
        return try add(
            call.name, ElementwiseArithmetic(.divide, constant: Tensor([1], [Float(inputs.count)])), [sum])
    }

    func addConcatenate(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let first = inputs.first else { throw call.settings.fault("inbound_nodes") }
        let rank = shape(first).rank + 1
        let stated = call.argument(1, "axis") ?? .number(-1)
        guard let number = stated.integer else { throw call.settings.fault("axis") }
        let axis = try graphAxis(number, rank: rank, call)
        guard axis > 0 else { return try unsupported(call, inputs, .batch) }
        return try add(call.name, Concatenate(axis: axis), inputs)
    }

    /// The first input plus a multiple of the second: InceptionResNetV2's own layer.
    private func addScaledSum(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard inputs.count == 2 else { return try unsupported(call, inputs, .argument("inputs")) }
        let scale = Float(try call.settings.number("scale", default: 1))
        let scaled = try add(
            call.name + "/scaled", ElementwiseArithmetic(.multiply, constant: Tensor([1], [scale])),
            [inputs[1]])
        return try add(call.name, ElementwiseArithmetic.add, [inputs[0], scaled])
    }

    /// Sums of products along one axis of each of two inputs, for vectors and for rows of vectors.
    private func addDot(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard inputs.count == 2, inputs.allSatisfy({ (1...2).contains(shape($0).rank) }) else {
            return try unsupported(call, inputs, .axes((inputs.map { shape($0).rank }.max() ?? 0) + 1))
        }
        let stated = call.settings["axes"].flatMap { KerasArgument($0).integers } ?? [-1]
        guard (1...2).contains(stated.count) else { throw call.settings.fault("axes") }
        var axes: [Int] = []
        var operands: [Int] = []
        for (index, input) in inputs.enumerated() {
            let rank = shape(input).rank + 1
            let axis = try kerasAxis(stated[min(index, stated.count - 1)], rank: rank, call, key: "axes")
            guard axis > 0 else { return try unsupported(call, inputs, .batch) }
            axes.append(axis)
            var node = input
            if try call.settings.bool("normalize", default: false) {
                node = try addNormalized(
                    "\(call.name)/normalized \(index + 1)", input, axes: [layout.axis(axis, rank: rank)],
                    least: 1e-6)
            }
            operands.append(try addToKeras("\(call.name)/input \(index + 1)", node))
        }
        let ranks = operands.map { shape($0).rank }
        let lengths = zip(operands, axes).map { shape($0)[$1 - 1] }
        guard lengths[0] == lengths[1] else { throw call.settings.fault("axes") }
        // The summed axis is the left operand's last one and the right operand's first one after the batch.
        let left = try add(
            call.name + "/left",
            ranks[0] == 1
                ? Reshape(Shape([1, lengths[0]])) : Transpose(axes[0] == 2 ? [0, 1, 2] : [0, 2, 1]),
            [operands[0]])
        let right = try add(
            call.name + "/right",
            ranks[1] == 1
                ? Reshape(Shape([lengths[1], 1])) : Transpose(axes[1] == 1 ? [0, 1, 2] : [0, 2, 1]),
            [operands[1]])
        let product = try add(call.name + "/product", MatrixMultiplication(), [left, right])
        let extents = shape(product).dimensions
        let kept = (ranks[0] == 1 ? [] : [extents[0]]) + (ranks[1] == 1 ? [] : [extents[1]])
        let flat = try add(call.name + "/sums", Reshape(Shape(kept.isEmpty ? [1] : kept)), [product])
        return try addFromKeras(call.name, flat, summary: .operation("Dot"))
    }
}
