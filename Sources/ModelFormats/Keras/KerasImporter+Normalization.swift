import NeuralNetwork
import Tensors
import Words

extension KerasImporter {
    static let normalizations: [String: Build] = [
        "BatchNormalization": one { try $0.addBatchNormalization($1, $2) },
        "Normalization": one { try $0.addNormalization($1, $2) },
        "LayerNormalization": one { try $0.addLayerNormalization($1, $2) },
        "RMSNormalization": one { try $0.addRootMeanSquareNormalization($1, $2) },
        "GroupNormalization": one { try $0.addGroupNormalization($1, $2) },
        "UnitNormalization": one { try $0.addUnitNormalization($1, $2) },
        "Rescaling": one { try $0.addRescaling($1, $2) },
        "LayerScale": one { try $0.addLayerScale($1, $2) },
    ]

    private func addBatchNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let axes = try normalizedAxes(call, input)
        guard axes.count == 1, axes[0] > 0 else { return try unsupported(call, inputs, .otherAxis) }
        let channels = shape(input)[axes[0] - 1]
        let hasScale = try call.settings.bool("scale", default: true)
        let hasOffset = try call.settings.bool("center", default: true)
        let names =
            (hasScale ? ["gamma"] : []) + (hasOffset ? ["beta"] : []) + ["moving_mean", "moving_variance"]
        var tensors = try tensors(call, names.map { KerasArray($0, [channels]) })[...]
        let scale = hasScale ? tensors.removeFirst() : Tensor([channels], repeating: 1)
        let offset = hasOffset ? tensors.removeFirst() : Tensor([channels], repeating: 0)
        let operation = BatchNormalization(
            scale: scale, offset: offset, mean: tensors.removeFirst(), variance: tensors.removeFirst(),
            epsilon: Float(try call.settings.number("epsilon", default: 1e-3)))
        return try add(
            call.name, onChannels([operation], axis: axes[0], input, .like(operation.summary)), [input])
    }

    /// (x − mean) / √variance with statistics of the training data, or back.
    private func addNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let isWhole = call.settings.values["axis"]?.isNull == true
        let axes = isWhole ? [] : try normalizedAxes(call, input)
        guard !axes.contains(0) else { return try unsupported(call, inputs, .batch) }
        let extents = axes.map { shape(input)[$0 - 1] }
        let count = extents.reduce(1, *)
        let given = try ["mean", "variance"].map { try call.settings.numbers($0)?.map { Float($0) } }
        var statistics: [[Float]]
        if let mean = given[0], let variance = given[1] {
            statistics = [mean, variance]
        } else {
            statistics = try tensors(
                call, [KerasArray("mean", extents), KerasArray("variance", extents)], isWhole: false
            ).map(\.values)
        }
        guard statistics.allSatisfy({ $0.count == 1 || $0.count == count }) else {
            throw call.settings.fault("mean")
        }
        statistics = statistics.map { $0.count == 1 ? [Float](repeating: $0[0], count: count) : $0 }
        let isInverse = try call.settings.bool("invert", default: false)
        let deviations = statistics[1].map { max($0.squareRoot(), 1e-7) }
        let factors = deviations.map { isInverse ? $0 : 1 / $0 }
        let shifts = zip(statistics[0], factors).map { isInverse ? $0 : -$0 * $1 }
        if axes == [1] {
            return try add(call.name, affine(factors, shifts, summary: .normalization), [input])
        }
        let operations = [(ElementwiseArithmetic.Operation.multiply, factors), (.add, shifts)].map {
            ElementwiseArithmetic($0, constant: along(axes, Tensor(Shape(extents), $1), of: input))
        }
        return try add(
            call.name, Composite(operations, kind: .normalization, summary: .normalization), [input])
    }

    /// (x − mean) / √(variance + ε)·gamma + beta over axes, most often over the channels of each position.
    private func addLayerNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        if call.settings["rms_scaling"]?.bool == true {
            return try unsupported(call, inputs, .setting("rms_scaling"))
        }
        let axes = try normalizedAxes(call, input)
        guard !axes.contains(0), axes.count == Set(axes).count, !axes.isEmpty else {
            return try unsupported(call, inputs, .otherAxes)
        }
        let epsilon = Float(try call.settings.number("epsilon", default: 1e-3))
        let operations =
            [Standardization(axes: axes.sorted(), epsilon: epsilon, summary: .layerNormalization)]
            + (try scaleAndOffset(call, axes, input))
        return try add(
            call.name, Composite(operations, kind: .normalization, summary: .layerNormalization), [input])
    }

    /// The trained factor and what is added then, as far as the settings ask for them.
    private func scaleAndOffset(_ call: KerasCall, _ axes: [Int], _ input: Int) throws -> [any Operator] {
        let extents = axes.map { shape(input)[$0 - 1] }
        let kept: [(name: String, ElementwiseArithmetic.Operation)] = [
            ("gamma", .multiply), ("beta", .add),
        ].enumerated().filter { index, _ in
            call.settings[index == 0 ? "scale" : "center"]?.bool ?? true
        }.map(\.element)
        let tensors = try tensors(call, kept.map { KerasArray($0.name, extents) })
        return zip(kept, tensors).map {
            ElementwiseArithmetic($0.1, constant: along(axes, $1, of: input))
        }
    }

    /// x / √(mean of x² + ε)·scale
    private func addRootMeanSquareNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let axes = try normalizedAxes(call, input)
        guard !axes.contains(0), !axes.isEmpty else { return try unsupported(call, inputs, .otherAxes) }
        let epsilon = Float(try call.settings.number("epsilon", default: 1e-6))
        let inverse = try add(
            call.name + "/inverse",
            Composite(
                [
                    Reduction(.sumOfSquares, axes: axes.sorted(), keepsAxes: true),
                    ElementwiseArithmetic(
                        .divide,
                        constant: Tensor([1], [Float(axes.map { shape(input)[$0 - 1] }.reduce(1, *))])),
                    ElementwiseArithmetic(.add, constant: Tensor([1], [epsilon])),
                    ElementwiseArithmetic(.power, constant: Tensor([1], [-0.5])),
                ], kind: .normalization, summary: .inverseSize), [input])
        let normalized = try add(
            call.name + "/normalized", ElementwiseArithmetic.multiply, [input, inverse])
        let scale = try tensors(
            call, [KerasArray("scale", axes.map { shape(input)[$0 - 1] })])[0]
        return try add(
            call.name, ElementwiseArithmetic(.multiply, constant: along(axes, scale, of: input)), [normalized]
        )
    }

    /// Groups of channels, each over all positions (Wu and He 2018); −1 groups are as many as channels.
    private func addGroupNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let axes = try normalizedAxes(call, input)
        guard axes.count == 1, axes[0] > 0 else { return try unsupported(call, inputs, .otherAxis) }
        let channels = shape(input)[axes[0] - 1]
        let stated = try call.settings.integer("groups", default: 32)
        let groups = stated == -1 ? channels : stated
        guard groups > 0, channels % groups == 0 else { throw call.settings.fault("groups") }
        var rest = shape(input).dimensions
        rest.remove(at: axes[0] - 1)
        let size = channels / groups
        var operations: [any Operator] = [
            Reshape(Shape([groups, size] + rest)),
            Standardization(
                axes: Array(2..<rest.count + 3),
                epsilon: Float(try call.settings.number("epsilon", default: 1e-3)),
                summary: .groupNormalization),
            Reshape(Shape([channels] + rest)),
        ]
        let kept = try ["scale", "center"].map { try call.settings.bool($0, default: true) }
        let names = zip(["gamma", "beta"], kept).filter(\.1).map(\.0)
        for (name, tensor) in zip(names, try tensors(call, names.map { KerasArray($0, [channels]) })) {
            let constant = tensor.reshaped(Shape([channels] + rest.map { _ in 1 }))
            operations.append(ElementwiseArithmetic(name == "gamma" ? .multiply : .add, constant: constant))
        }
        return try add(call.name, onChannels(operations, axis: axes[0], input, .groups(groups)), [input])
    }

    private func addUnitNormalization(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let axes = try normalizedAxes(call, input)
        guard !axes.contains(0), !axes.isEmpty else { return try unsupported(call, inputs, .batch) }
        return try addNormalized(call.name, input, axes: axes, least: 1e-6)
    }

    /// x / max(√Σx², least) over axes of the graph.
    func addNormalized(_ name: String, _ input: Int, axes: [Int], least: Float) throws -> Int {
        let size = try add(
            name + "/size",
            Composite(
                [
                    Reduction(.l2, axes: axes.sorted(), keepsAxes: true),
                    ElementwiseArithmetic(.maximum, constant: Tensor([1], [least])),
                ], kind: .normalization, summary: .operation("L2")), [input])
        return try add(name, ElementwiseArithmetic(.divide), [input, size])
    }

    /// A trained factor for each channel: ConvNeXt's own layer.
    private func addLayerScale(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let axis = layout.axis(shape(input).rank, rank: shape(input).rank + 1)
        let gamma = try tensors(call, [KerasArray("gamma", [shape(input)[axis - 1]])])[0]
        return try add(
            call.name, ElementwiseArithmetic(.multiply, constant: along([axis], gamma, of: input)), [input])
    }

    /// x·scale + offset
    private func addRescaling(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let scale = try call.settings.numbers("scale") else { throw call.settings.fault("scale") }
        let offset = try call.settings.numbers("offset") ?? [0]
        let axis = layout.axis(shape(input).rank, rank: shape(input).rank + 1)
        let channels = shape(input)[axis - 1]
        for (key, values) in [("scale", scale), ("offset", offset)]
        where values.count != 1 && values.count != channels {
            throw call.settings.fault(key)
        }
        if axis != 1 {
            let operations = [(ElementwiseArithmetic.Operation.multiply, scale), (.add, offset)].map {
                ElementwiseArithmetic($0, constant: Tensor([$1.count], $1.map { Float($0) }))
            }
            return try add(
                call.name, Composite(operations, kind: .normalization, summary: .rescaling), [input])
        }
        func floats(_ values: [Double]) -> [Float] {
            (0..<channels).map { Float(values.count == 1 ? values[0] : values[$0]) }
        }
        return try add(call.name, affine(floats(scale), floats(offset), summary: .rescaling), [input])
    }

    /// x·factor + shift for each channel.
    private func affine(_ factors: [Float], _ shifts: [Float], summary: LayerName) -> any Operator {
        let channels = Shape([factors.count])
        let operation = BatchNormalization(
            scale: Tensor(channels, factors), offset: Tensor(channels, shifts),
            mean: Tensor(channels, repeating: 0), variance: Tensor(channels, repeating: 1), epsilon: 0)
        return Composite([operation], kind: .normalization, summary: summary)
    }

    /// The axes of the graph that `axis` names.
    private func normalizedAxes(_ call: KerasCall, _ node: Int) throws -> [Int] {
        let rank = shape(node).rank + 1
        let value = call.settings["axis"] ?? -1
        guard let axes = KerasArgument(value).integers else { throw call.settings.fault("axis") }
        return try axes.map { try graphAxis($0, rank: rank, call) }
    }

    /// Values for some axes of a node, in that order, as they broadcast to it.
    private func along(_ axes: [Int], _ values: Tensor, of node: Int) -> Tensor {
        var extents = [Int](repeating: 1, count: shape(node).rank)
        for axis in axes { extents[axis - 1] = shape(node)[axis - 1] }
        guard axes == axes.sorted() else {
            // Keras's last axis is the graph's first: the values' last axis goes to the front.
            let isMoved = Array(axes.dropLast()) == axes.dropLast().sorted() && axes.last == 1
            return (isMoved ? values.channelsFirst() : values).reshaped(Shape(extents))
        }
        return values.reshaped(Shape(extents))
    }

    /// Operations that see another axis in the channels' place.
    private func onChannels(
        _ operations: [any Operator], axis: Int, _ node: Int, _ summary: LayerName
    ) -> any Operator {
        guard axis > 1 else {
            return operations.count == 1
                ? operations[0] : Composite(operations, kind: .normalization, summary: summary)
        }
        let rank = shape(node).rank + 1
        let order = [0, axis] + (1..<rank).filter { $0 != axis }
        let back = (0..<rank).map { order.firstIndex(of: $0)! }
        return Composite(
            [Transpose(order)] + operations + [Transpose(back)], kind: .normalization, summary: summary)
    }
}
