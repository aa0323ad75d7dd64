import NeuralNetwork
import Tensors

/// Operations that give the same elements other extents or another order.
extension KerasImporter {
    static let views: [String: Build] = [
        "Reshape": one { try $0.addReshapeOperation($1, $2) },
        "Transpose": one { try $0.addTranspose($1, $2) },
        "Swapaxes": one { try $0.addSwap($1, $2) }, "Moveaxis": one { try $0.addMove($1, $2) },
        "ExpandDims": one { try $0.addExpansion($1, $2) }, "Squeeze": one { try $0.addSqueeze($1, $2) },
        "BroadcastTo": one { try $0.addBroadcast($1, $2) },
        "DepthToSpace": one { try $0.addDepthToSpace($1, $2) },
        "SpaceToDepth": one { try $0.addSpaceToDepth($1, $2) },
        "Ravel": one { importer, call, inputs in try importer.unsupported(call, inputs, .batch) },
    ]

    private func addReshapeOperation(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let stated = call.argument(1, "newshape", "shape")?.integers else {
            return try unsupported(call, inputs, .extents)
        }
        guard !stated.isEmpty, stated.count <= 7 else { throw call.settings.fault("newshape") }
        let count = shape(input).count
        // The first extent has to be the batch's: named as such, or what is left over by extents of one picture.
        let rest = Array(stated.dropFirst())
        guard stated[0] == -1 || stated[0] == 1 && builder.fullShape(of: input)?.dimensions.first == 1,
            let extents = Self.extents(rest, count: count), extents.reduce(1, *) == count, !rest.isEmpty
        else { return try unsupported(call, inputs, .batch) }
        return try addReshape(call.name, input, to: extents)
    }

    /// Axes of Keras in another order.
    private func addTranspose(_ call: KerasCall, _ input: Int, order: [Int]) throws -> Int {
        let rank = shape(input).rank + 1
        guard order.first == 0 else { return try unsupported(call, [input], .batch) }
        guard order.sorted() == Array(0..<rank) else { throw call.settings.fault("axes") }
        var own = order
        for (target, source) in order.enumerated() {
            own[layout.axis(target, rank: rank)] = layout.axis(source, rank: rank)
        }
        return try add(call.name, Transpose(own), [input])
    }

    private func addTranspose(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let stated = call.argument(1, "axes", "perm")?.integers else {
            return try unsupported(call, inputs, .batch)
        }
        let rank = shape(input).rank + 1
        return try addTranspose(
            call, input, order: stated.map { try kerasAxis($0, rank: rank, call, key: "axes") })
    }

    private func addSwap(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let rank = shape(input).rank + 1
        let axes = try [call.argument(1, "axis1"), call.argument(2, "axis2")].map { argument in
            guard let axis = argument?.integer else { throw call.settings.fault("axis1") }
            return try kerasAxis(axis, rank: rank, call, key: "axis1")
        }
        var order = Array(0..<rank)
        order.swapAt(axes[0], axes[1])
        return try addTranspose(call, input, order: order)
    }

    private func addMove(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let rank = shape(input).rank + 1
        guard let sources = call.argument(1, "source")?.integers,
            let targets = call.argument(2, "destination")?.integers, sources.count == targets.count
        else { throw call.settings.fault("source") }
        let from = try sources.map { try kerasAxis($0, rank: rank, call, key: "source") }
        let to = try targets.map { try kerasAxis($0, rank: rank, call, key: "destination") }
        guard Set(from).count == from.count, Set(to).count == to.count else {
            throw call.settings.fault("source")
        }
        var rest = (0..<rank).filter { !from.contains($0) }[...]
        let order = (0..<rank).map { place in
            to.firstIndex(of: place).map { from[$0] } ?? rest.removeFirst()
        }
        return try addTranspose(call, input, order: order)
    }

    private func addExpansion(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let stated = call.argument(1, "axis")?.integers else { throw call.settings.fault("axis") }
        let rank = shape(input).rank + 1 + stated.count
        let axes = Set(try stated.map { try kerasAxis($0, rank: rank, call) })
        guard axes.count == stated.count, rank <= 8 else { throw call.settings.fault("axis") }
        guard !axes.contains(0) else { return try unsupported(call, inputs, .batch) }
        var rest = kerasShape(input)[...]
        return try addReshape(
            call.name, input, to: (1..<rank).map { axes.contains($0) ? 1 : rest.removeFirst() })
    }

    private func addSqueeze(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let own = kerasShape(input)
        let argument = call.argument(1, "axis", "squeeze_dims") ?? .none
        var axes = own.indices.filter { own[$0] == 1 }.map { $0 + 1 }
        if !argument.isNone {
            guard let stated = argument.integers else { throw call.settings.fault("axis") }
            if !stated.isEmpty { axes = try stated.map { try kerasAxis($0, rank: own.count + 1, call) } }
        }
        guard !axes.contains(0) else { return try unsupported(call, inputs, .batch) }
        guard axes.allSatisfy({ own[$0 - 1] == 1 }) else { throw call.settings.fault("axis") }
        let kept = own.indices.filter { !axes.contains($0 + 1) }.map { own[$0] }
        guard !kept.isEmpty else { return try unsupported(call, inputs, .batch) }
        return try addReshape(call.name, input, to: kept)
    }

    private func addBroadcast(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let own = kerasShape(input)
        guard let stated = call.argument(1, "shape")?.integers, stated.count == own.count + 1,
            zip(stated.dropFirst(), own).allSatisfy({ $0 == $1 || $1 == 1 && (1...1 << 16).contains($0) })
        else { return try unsupported(call, inputs, .batch) }
        return try addGather(call.name, input, summary: .operation("BroadcastTo")) { axis, extent in
            extent == stated[axis] ? nil : [Int](repeating: 0, count: stated[axis])
        }
    }

    /// Channels to squares of so many rows and columns, the square's row first (TensorFlow's order).
    private func addDepthToSpace(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let own = kerasShape(input)
        guard own.count == 3, !layout.isChannelsFirst,
            let block = call.argument(1, "block_size")?.integer, (1...1024).contains(block),
            own[2] % (block * block) == 0
        else { return try unsupported(call, inputs, .setting("block_size")) }
        let depth = own[2] / (block * block)
        let operations: [any Operator] = [
            Reshape([own[0], own[1], block, block, depth]), Transpose([0, 1, 3, 2, 4, 5]),
            Reshape([own[0] * block, own[1] * block, depth]),
        ]
        return try add(
            call.name,
            inKerasOrder(
                shape(input), operations, from: 3, to: 3, LayerName.depthToSpace(block).words, kind: .reshape),
            [input])
    }

    private func addSpaceToDepth(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let own = kerasShape(input)
        guard own.count == 3, !layout.isChannelsFirst,
            let block = call.argument(1, "block_size")?.integer, (1...1024).contains(block),
            own[0] % block == 0, own[1] % block == 0
        else { return try unsupported(call, inputs, .setting("block_size")) }
        let (rows, columns) = (own[0] / block, own[1] / block)
        let operations: [any Operator] = [
            Reshape([rows, block, columns, block, own[2]]), Transpose([0, 1, 3, 2, 4, 5]),
            Reshape([rows, columns, block * block * own[2]]),
        ]
        return try add(
            call.name,
            inKerasOrder(
                shape(input), operations, from: 3, to: 3, LayerName.spaceToDepth(block).words, kind: .reshape),
            [input])
    }
}
