import NeuralNetwork
import Tensors

/// Operators that pick elements along axes, or put some around them.
extension ATenOperators {
    static let slice = ATenOperator("slice(self, dim?, start?, end?, step?)", kind: .reshape, isView: true) {
        call, network in
        let axis = try call.axis("dim", 0, rank: call.rank("self"))
        let (start, end) = (try call.integer("start", 0), try call.integer("end", .max))
        let step = try call.integer("step", 1)
        guard step > 0 else { throw UnsupportedFeature.argument("step") }
        if start == 0, step == 1, end >= (try call.dimensions("self")[axis]) {
            return [.value(try call.tensor("self"))]
        }
        return [.value(try sliced(call.tensor("self"), axis, start, end, step, call, &network))]
    }

    /// A constant tensor with others in the elements that a slice of it shows.
    static let scatters: [ATenOperator] = [
        ("slice_scatter(self, src, dim?, start?, end?, step?)", slice),
        ("select_scatter(self, src, dim, index)", select),
    ].map { signature, view in
        ATenOperator(signature, kind: .merge) { call, network in
            guard let whole = try call.tensor("self").constant, let part = try call.tensor("src").constant
            else {
                throw UnsupportedFeature.operation(call.operation)
            }
            let places = try network.places(in: whole, count: part.count, for: call.name) {
                numbers, network in
                try view.build(call.replacing("self", by: numbers), &network).first?.values.first
            }
            guard let places else { throw UnsupportedFeature.argument("src") }
            return [.value(network.translation.constant(whole.replacing(places, by: part)))]
        }
    }

    static let narrow = ATenOperator("narrow(self, dim, start, length)", kind: .reshape, isView: true) {
        call, network in
        let axis = try call.axis("dim", rank: call.rank("self"))
        let (start, length) = (try call.integer("start"), try call.integer("length"))
        guard start >= 0, length >= 0, length <= (try call.dimensions("self")[axis]) - start else {
            throw UnsupportedFeature.argument("length")
        }
        return [.value(try sliced(call.tensor("self"), axis, start, start + length, 1, call, &network))]
    }

    private static func sliced(
        _ value: TranslatedValue, _ axis: Int, _ start: Int, _ end: Int, _ step: Int, _ call: ATenCall,
        _ network: inout ATenNetwork, part: String? = nil
    ) throws -> TranslatedValue {
        let lists = [[start], [end], [axis], [step]].map { network.translation.integers($0) }
        return try network.emit("Slice", call, [value] + lists, part: part)
    }

    static let select = ATenOperator("select(self, dim, index)", kind: .reshape, isView: true) {
        call, network in
        let axis = try call.axis("dim", rank: call.rank("self"))
        let index = ONNXValue([], .integers([Int64(try call.integer("index"))]))
        let inputs = [try call.tensor("self"), network.translation.constant(index)]
        return [.value(try network.emit("Gather", call, inputs, [.integer("axis", axis)]))]
    }

    static let unbind = ATenOperator("unbind(self, dim?)", kind: .reshape, isView: true) { call, network in
        let extents = try call.dimensions("self")
        let axis = try call.axis("dim", 0, rank: extents.count)
        guard extents.indices.contains(axis), extents[axis] <= 4096 else {
            throw UnsupportedFeature.argument("dim")
        }
        let value = try call.tensor("self")
        return [
            .list(
                try (0..<extents[axis]).map { index in
                    let place = network.translation.constant(ONNXValue([], .integers([Int64(index)])))
                    return try network.emit("Gather", call, [value, place], [.integer("axis", axis)])
                })
        ]
    }

    static let splits: [ATenOperator] = [
        "split(self, split_size?, dim?, split_sizes?)", "split_with_sizes(self, split_sizes, dim?)",
        "chunk(self, chunks, dim?)",
    ].map { signature in
        ATenOperator(signature, kind: .reshape, isView: true) { call, network in
            let extents = try call.dimensions("self")
            let axis = try call.axis("dim", 0, rank: extents.count)
            guard extents.indices.contains(axis) else { throw UnsupportedFeature.argument("dim") }
            let lengths = try lengths(call, extents[axis])
            guard lengths.count <= 4096 else { throw UnsupportedFeature.argument("split_size") }
            return [
                .list(
                    try network.translation.node(
                        "Split", named: call.name,
                        [try call.tensor("self"), network.translation.integers(lengths)],
                        [.integer("axis", axis)],
                        outputs: lengths.count))
            ]
        }
    }

    private static func lengths(_ call: ATenCall, _ extent: Int) throws -> [Int] {
        if call.has("split_sizes") { return try call.integers("split_sizes") }
        var size: Int
        if call.has("chunks") {
            let count = try call.integer("chunks")
            guard count > 0 else { throw UnsupportedFeature.argument("chunks") }
            size = extent / count + (extent % count == 0 ? 0 : 1)
        } else {
            let sizes = try call.integers("split_size")
            guard sizes.count == 1 else { return sizes }
            size = sizes[0]
        }
        guard size > 0, extent > 0, (extent - 1) / size < 4096 else {
            throw UnsupportedFeature.argument("split_size")
        }
        return stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
    }

    static let indexSelect = ATenOperator("index_select(self, dim, index)", kind: .reshape) { call, network in
        let axis = try call.axis("dim", rank: call.rank("self"))
        let inputs = [try call.tensor("self"), try call.tensor("index")]
        return [.value(try network.emit("Gather", call, inputs, [.integer("axis", axis)]))]
    }

    /// Indices for one axis.
    static let index = ATenOperator("index(self, indices)", kind: .reshape) { call, network in
        let indices = try call.optionalTensors("indices")
        let given = indices.enumerated().compactMap { axis, value in value.map { (axis, $0) } }
        guard given.count == 1, let (axis, value) = given.first, value.constant?.isBoolean == false,
            value.constant?.isFloat == false
        else { throw UnsupportedFeature.argument("indices") }
        return [
            .value(
                try network.emit("Gather", call, [try call.tensor("self"), value], [.integer("axis", axis)]))
        ]
    }

    static let flip = ATenOperator("flip(self, dims)", kind: .reshape) { call, network in
        let rank = try call.rank("self")
        let axes = try call.integers("dims").map { try call.axis($0, rank: rank) }
        let lists = [axes.map { _ in Int.max }, axes.map { _ in Int.min }, axes, axes.map { _ in -1 }]
        let inputs = lists.map { network.translation.integers($0) }
        return [.value(try network.emit("Slice", call, [try call.tensor("self")] + inputs))]
    }

    /// Elements that leave an axis at one end come back at the other.
    static let roll = ATenOperator("roll(self, shifts, dims?)", kind: .reshape) { call, network in
        let extents = try call.dimensions("self")
        let shifts = try call.integers("shifts")
        let axes = try call.optionalIntegers("dims")?.map { try call.axis($0, rank: extents.count) } ?? []
        guard axes.count == shifts.count, axes.allSatisfy({ extents.indices.contains($0) && extents[$0] > 0 })
        else {
            throw UnsupportedFeature.argument("dims")
        }
        var value = try call.tensor("self")
        for (index, (shift, axis)) in zip(shifts, axes).enumerated() {
            let extent = extents[axis]
            let cut = ((-(shift % extent)) % extent + extent) % extent
            let isLast = index == axes.count - 1
            let parts = try [(cut, extent), (0, cut)].map { start, end in
                try sliced(value, axis, start, end, 1, call, &network, part: "part")
            }
            value = try network.emit(
                "Concat", call, parts, [.integer("axis", axis)], part: isLast ? nil : "rolled")
        }
        return [.value(value)]
    }

    // MARK: Padding

    static let pads: [ATenOperator] = [
        ("pad(self, pad, mode?, value?)", "pad", ""),
        ("constant_pad_nd(self, pad, value?)", "pad", "constant"),
        ("reflection_pad1d(self, padding)", "padding", "reflect"),
        ("reflection_pad2d(self, padding)", "padding", "reflect"),
        ("replication_pad2d(self, padding)", "padding", "replicate"),
    ].map { signature, list, fixed in
        ATenOperator(signature, kind: .reshape) { call, network in
            let mode = try fixed.isEmpty ? call.text("mode", "constant") : fixed
            let names = [
                "constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap",
            ]
            guard let name = names[mode] else { throw UnsupportedFeature.argument("mode") }
            // Pairs from the last axis to the first.
            let widths = try call.integers(list)
            let rank = try call.rank("self")
            guard widths.count.isMultiple(of: 2), widths.count / 2 <= rank else {
                throw UnsupportedFeature.argument(list)
            }
            let count = widths.count / 2
            if widths.allSatisfy({ $0 == 0 }) { return [.value(try call.tensor("self"))] }
            let axes = (0..<count).map { rank - 1 - $0 }
            let pads = (0..<count).map { widths[2 * $0] } + (0..<count).map { widths[2 * $0 + 1] }
            let filling = try name == "constant" ? call.optionalFloat("value") : nil
            let inputs = [
                try call.tensor("self"), network.translation.integers(pads),
                filling.map { network.translation.float($0) }, network.translation.integers(axes),
            ]
            return [.value(try network.emit("Pad", call, inputs, [.text("mode", name)]))]
        }
    }
}
