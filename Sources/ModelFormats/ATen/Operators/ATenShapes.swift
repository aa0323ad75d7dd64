import NeuralNetwork
import Tensors

/// Operators that give the same elements other extents or another order.
extension ATenOperators {
    static let reshapes: [ATenOperator] = [("view", "size"), ("_unsafe_view", "size"), ("reshape", "shape")]
        .map { name, extents in
            ATenOperator("\(name)(self, \(extents))", kind: .reshape, isView: true) { call, network in
                let shape = try call.integers(extents)
                return [.value(try network.reshaped(call.tensor("self"), to: shape, call))]
            }
        }

    static let viewAs = ATenOperator("view_as(self, other)", kind: .reshape, isView: true) { call, network in
        [.value(try network.reshaped(call.tensor("self"), to: call.dimensions("other"), call))]
    }

    static let reshapeAs = ATenOperator(
        "reshape_as(self, other)", kind: .reshape, isView: true, build: viewAs.build)

    static let flatten = ATenOperator("flatten(self, start_dim?, end_dim?)", kind: .reshape, isView: true) {
        call, network in
        let extents = try call.dimensions("self")
        guard !extents.isEmpty else {
            return [.value(try network.reshaped(call.tensor("self"), to: [1], call))]
        }
        let start = try call.axis("start_dim", 0, rank: extents.count)
        let end = try call.axis("end_dim", -1, rank: extents.count)
        guard start <= end else { throw UnsupportedFeature.argument("end_dim") }
        let shape = extents[..<start] + [extents[start...end].reduce(1, *)] + extents[(end + 1)...]
        return [.value(try network.reshaped(call.tensor("self"), to: Array(shape), call))]
    }

    static let unflatten = ATenOperator("unflatten(self, dim, sizes)", kind: .reshape, isView: true) {
        call, network in
        let extents = try call.dimensions("self")
        let axis = try call.axis("dim", rank: extents.count)
        let shape = try Array(extents[..<axis]) + call.integers("sizes") + extents[(axis + 1)...]
        return [.value(try network.reshaped(call.tensor("self"), to: shape, call))]
    }

    static let permute = ATenOperator("permute(self, dims)", kind: .reshape, isView: true) { call, network in
        let rank = try call.rank("self")
        let order = try call.integers("dims").map { try call.axis($0, rank: rank) }
        return [.value(try network.turned(call.tensor("self"), order, call))]
    }

    static let transposes: [ATenOperator] = [
        "transpose(self, dim0, dim1)", "swapaxes(self, axis0, axis1)", "swapdims(self, dim0, dim1)",
    ].map { signature in
        ATenOperator(signature, kind: .reshape, isView: true) { call, network in
            let rank = try call.rank("self")
            let names = call.has("axis0") ? ["axis0", "axis1"] : ["dim0", "dim1"]
            let (a, b) = (try call.axis(names[0], rank: rank), try call.axis(names[1], rank: rank))
            return [.value(try exchanged(a, b, call, &network))]
        }
    }

    static let matrixTransposes: [ATenOperator] = ["t(self)", "mT(self)", "numpy_T(self)"].map { signature in
        ATenOperator(signature, kind: .reshape, isView: true) { call, network in
            let rank = try call.rank("self")
            guard rank > 1 else { return [.value(try call.tensor("self"))] }
            guard rank == 2 || signature == "mT(self)" else { throw UnsupportedFeature.argument("self") }
            return [.value(try exchanged(rank - 2, rank - 1, call, &network))]
        }
    }

    private static func exchanged(
        _ a: Int, _ b: Int, _ call: ATenCall, _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        var order = Array(0..<(try call.rank("self")))
        guard order.indices.contains(max(a, b)) else { return try call.tensor("self") }
        order.swapAt(a, b)
        return try network.turned(call.tensor("self"), order, call)
    }

    static let moveAxis = ATenOperator("movedim(self, source, destination)", kind: .reshape, isView: true) {
        call, network in
        let rank = try call.rank("self")
        let sources = try call.integers("source").map { try call.axis($0, rank: rank) }
        let targets = try call.integers("destination").map { try call.axis($0, rank: rank) }
        guard sources.count == targets.count, Set(sources).count == sources.count,
            Set(targets).count == targets.count
        else { throw UnsupportedFeature.argument("source") }
        var rest = (0..<rank).filter { !sources.contains($0) }[...]
        let order = (0..<rank).map { place in
            targets.firstIndex(of: place).map { sources[$0] } ?? rest.removeFirst()
        }
        return [.value(try network.turned(call.tensor("self"), order, call))]
    }

    static let unsqueeze = ATenOperator("unsqueeze(self, dim)", kind: .reshape, isView: true) {
        call, network in
        var extents = try call.dimensions("self")
        extents.insert(1, at: try call.axis("dim", rank: extents.count + 1))
        return [.value(try network.reshaped(call.tensor("self"), to: extents, call))]
    }

    /// Axes of another extent than 1 stay.
    static let squeeze = ATenOperator("squeeze(self, dim?)", kind: .reshape, isView: true) { call, network in
        let extents = try call.dimensions("self")
        let named = try call.optionalIntegers("dim")?.map { try call.axis($0, rank: extents.count) }
        let kept = extents.indices.filter { extents[$0] != 1 || !(named?.contains($0) ?? true) }
        return [.value(try network.reshaped(call.tensor("self"), to: kept.map { extents[$0] }, call))]
    }

    /// −1 leaves an extent as it is.
    static let expand = ATenOperator("expand(self, size, implicit?)", kind: .reshape, isView: true) {
        call, network in
        var size = try call.integers("size")
        let extents = try call.dimensions("self")
        guard size.count >= extents.count else { throw UnsupportedFeature.argument("size") }
        let offset = size.count - extents.count
        for axis in extents.indices where size[axis + offset] == -1 { size[axis + offset] = extents[axis] }
        if size == extents { return [.value(try call.tensor("self"))] }
        return [
            .value(
                try network.emit(
                    "Expand", call, [try call.tensor("self"), network.translation.integers(size)]))
        ]
    }

    static let expandAs = ATenOperator("expand_as(self, other)", kind: .reshape, isView: true) {
        call, network in
        let size = network.translation.integers(try call.dimensions("other"))
        return [.value(try network.emit("Expand", call, [try call.tensor("self"), size]))]
    }

    static let repetitions: [ATenOperator] = [("repeat", "repeats"), ("tile", "dims")].map { name, list in
        ATenOperator("\(name)(self, \(list))", kind: .reshape) { call, network in
            let extents = try call.dimensions("self")
            var counts = try call.integers(list)
            if name == "tile", counts.count < extents.count {
                counts = Array(repeating: 1, count: extents.count - counts.count) + counts
            }
            guard counts.count >= extents.count, counts.count <= 16 else {
                throw UnsupportedFeature.argument(list)
            }
            let whole = Array(repeating: 1, count: counts.count - extents.count) + extents
            let shaped =
                whole == extents
                ? try call.tensor("self")
                : try network.reshaped(call.tensor("self"), to: whole, call, part: "axes")
            return [.value(try network.emit("Tile", call, [shaped, network.translation.integers(counts)]))]
        }
    }

    static let concatenations: [ATenOperator] = ["cat", "concat", "concatenate"].map { name in
        ATenOperator("\(name)(tensors, dim?)", kind: .merge) { call, network in
            // Tensors of no elements and one axis are left out, as PyTorch does for old code.
            let tensors = try call.tensors("tensors").filter { $0.dimensions != [0] }
            guard let rank = tensors.first?.dimensions?.count else {
                throw UnsupportedFeature.uncomputedInputs
            }
            let axis = try call.axis("dim", 0, rank: rank)
            return [.value(try network.emit("Concat", call, tensors, [.integer("axis", axis)]))]
        }
    }

    static let stack = ATenOperator("stack(tensors, dim?)", kind: .merge) { call, network in
        let tensors = try call.tensors("tensors")
        guard let rank = tensors.first?.dimensions?.count else { throw UnsupportedFeature.uncomputedInputs }
        let axis = try call.axis("dim", 0, rank: rank + 1)
        let parts = try tensors.map { tensor in
            try network.emit("Unsqueeze", call, [tensor, network.translation.integers([axis])], part: "axis")
        }
        return [.value(try network.emit("Concat", call, parts, [.integer("axis", axis)]))]
    }

    // MARK: Blocks

    static let pixelShuffle = ATenOperator("pixel_shuffle(self, upscale_factor)", kind: .reshape) {
        call, network in
        let attributes: [Onnx_AttributeProto] = [
            .integer("blocksize", try call.integer("upscale_factor")), .text("mode", "CRD"),
        ]
        return [.value(try network.emit("DepthToSpace", call, [try call.tensor("self")], attributes))]
    }

    static let pixelUnshuffle = ATenOperator("pixel_unshuffle(self, downscale_factor)", kind: .reshape) {
        call, network in
        let extents = try call.dimensions("self")
        let factor = try call.integer("downscale_factor")
        guard extents.count == 4, (1...1 << 10).contains(factor), extents[2].isMultiple(of: factor),
            extents[3].isMultiple(of: factor)
        else { throw UnsupportedFeature.argument("downscale_factor") }
        let (rows, columns) = (extents[2] / factor, extents[3] / factor)
        let parts = try network.reshaped(
            call.tensor("self"), to: [extents[0], extents[1], rows, factor, columns, factor], call,
            part: "parts")
        let turned = try network.turned(parts, [0, 1, 3, 5, 2, 4], call, part: "turned")
        return [
            .value(
                try network.reshaped(
                    turned, to: [extents[0], extents[1] * factor * factor, rows, columns], call))
        ]
    }

    static let channelShuffles: [ATenOperator] = ["channel_shuffle", "native_channel_shuffle"].map { name in
        ATenOperator("\(name)(self, groups)", kind: .reshape) { call, network in
            let extents = try call.dimensions("self")
            let groups = try call.integer("groups")
            guard extents.count > 2, groups > 0, extents[1].isMultiple(of: groups) else {
                throw UnsupportedFeature.argument("groups")
            }
            let split = [extents[0], groups, extents[1] / groups] + extents[2...]
            let parts = try network.reshaped(call.tensor("self"), to: split, call, part: "groups")
            let order = [0, 2, 1] + Array(3..<split.count)
            let turned = try network.turned(parts, order, call, part: "turned")
            return [.value(try network.reshaped(turned, to: extents, call))]
        }
    }
}
