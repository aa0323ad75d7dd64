import NeuralNetwork
import Tensors

/// Operations that pick, repeat and put together elements along axes.
extension KerasImporter {
    static let indexing: [String: Build] = [
        "GetItem": one { try $0.addItem($1, $2) }, "Take": one { try $0.addTake($1, $2) },
        "Split": { try $0.addSplit($1, $2) }, "Unstack": { try $0.addUnstack($1, $2) },
        "Stack": one { try $0.addStack($1, $2) }, "Concatenate": one { try $0.addConcatenation($1, $2) },
        "Flip": one { try $0.addFlip($1, $2) }, "Roll": one { try $0.addRoll($1, $2) },
        "Repeat": one { try $0.addRepeat($1, $2) }, "Tile": one { try $0.addTile($1, $2) },
        "Pad": one { try $0.addPad($1, $2) },
    ]

    /// Picks along Keras's axes.
    ///
    /// - Parameter positions: for an axis, counted with the batch, and its extent, what is picked; nil for all.
    func addGather(
        _ name: String, _ input: Int, fill: Float = 0, summary: LayerName,
        _ positions: (_ axis: Int, _ extent: Int) throws -> [Int]?
    ) throws -> Int {
        let own = kerasShape(input)
        var places = [[Int]?](repeating: nil, count: own.count + 1)
        for axis in 1..<own.count + 1 {
            let picked = try positions(axis, own[axis - 1])
            if picked != Array(0..<own[axis - 1]) { places[layout.axis(axis, rank: own.count + 1)] = picked }
        }
        guard places.contains(where: { $0 != nil }) else { return try add(name, Identity(summary), [input]) }
        return try add(name, Gather(places, fill: fill, summary: summary), [input])
    }

    /// x[a, b, …] with numbers, ranges, new axes and an ellipsis.
    private func addItem(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let own = kerasShape(input)
        guard let argument = call.argument(1, "slice_spec", "key"), own.count <= 7 else {
            return try unsupported(call, inputs, .argument("key"))
        }
        var items = argument.list ?? [argument]
        func isEllipsis(_ item: KerasArgument) -> Bool { if case .ellipsis = item { true } else { false } }
        let named = items.filter { !$0.isNone && !isEllipsis($0) }.count
        let hidden = own.count + 1 - named
        guard hidden >= 0, items.count <= 16 else { return try unsupported(call, inputs, .argument("key")) }
        let whole = [KerasArgument](repeating: .slice(start: nil, stop: nil, step: nil), count: hidden)
        let place = items.firstIndex(where: isEllipsis)
        items.replaceSubrange(place.map { $0..<$0 + 1 } ?? items.count..<items.count, with: whole)
        guard case .slice(nil, nil, nil)? = items.first else { return try unsupported(call, inputs, .batch) }
        var picked: [[Int]?] = []
        var extents: [Int] = []
        for item in items {
            let axis = picked.count
            if item.isNone {
                extents.append(1)
                continue
            }
            guard axis <= own.count else { return try unsupported(call, inputs, .argument("key")) }
            let extent = axis == 0 ? 1 : own[axis - 1]
            if let index = item.integer, index >= -extent, index < extent {
                picked.append([index < 0 ? index + extent : index])
            } else if case .slice(let start, let stop, let step) = item,
                let positions = Self.positions(start, stop, step, of: extent), !positions.isEmpty
            {
                picked.append(positions)
                extents.append(positions.count)
            } else {
                return try unsupported(call, inputs, .argument("key"))
            }
        }
        let kept = Array(extents.dropFirst())
        let isSame = kept.count == own.count && !items.contains { $0.isNone || $0.integer != nil }
        let summary = LayerName.operation("GetItem")
        let gathered = try addGather(isSame ? call.name : call.name + "/picked", input, summary: summary) {
            axis, _ in picked[axis]
        }
        guard !isSame else { return gathered }
        guard !kept.isEmpty else { return try unsupported(call, inputs, .axes(1)) }
        return try addReshape(call.name, gathered, to: kept)
    }

    /// Python's start:stop:step.
    static func positions(_ start: Int?, _ stop: Int?, _ step: Int?, of extent: Int) -> [Int]? {
        let step = step ?? 1
        guard step != 0, abs(step) <= 1 << 30 else { return nil }
        func bound(_ value: Int?, _ standard: Int, _ limits: ClosedRange<Int>) -> Int {
            guard let value else { return standard }
            let place = value < 0 ? value.addingReportingOverflow(extent).partialValue : value
            return min(max(place, limits.lowerBound), limits.upperBound)
        }
        let limits = step > 0 ? 0...extent : -1...max(extent - 1, -1)
        let first = bound(start, step > 0 ? 0 : extent - 1, limits)
        let last = bound(stop, step > 0 ? extent : -1, limits)
        return Array(stride(from: first, to: last, by: step))
    }

    private func axis(
        _ call: KerasCall, _ node: Int, position: Int, standard: Int?
    ) throws -> Int? {
        let argument = call.argument(position, "axis") ?? standard.map { .number(Double($0)) } ?? .none
        guard !argument.isNone else { return nil }
        guard let axis = argument.integer else { throw call.settings.fault("axis") }
        let found = try kerasAxis(axis, rank: shape(node).rank + 1, call)
        return found == 0 ? nil : found
    }

    private func addTake(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let isGather = !call.layer.isOperation
        guard let axis = try axis(call, input, position: 2, standard: isGather ? 0 : nil),
            let indices = call.argument(1, "indices")
        else { return try unsupported(call, inputs, .batch) }
        let extent = kerasShape(input)[axis - 1]
        guard let stated = indices.integers, stated.allSatisfy({ $0 >= -extent && $0 < extent }),
            !stated.isEmpty
        else { return try unsupported(call, inputs, .argument("indices")) }
        let positions = stated.map { $0 < 0 ? $0 + extent : $0 }
        let isNumber = indices.integer != nil && indices.list == nil
        let gathered = try addGather(
            isNumber ? call.name + "/picked" : call.name, input, summary: .operation("Take")
        ) { found, _ in found == axis ? positions : nil }
        guard isNumber else { return gathered }
        var extents = kerasShape(input)
        extents.remove(at: axis - 1)
        guard !extents.isEmpty else { return try unsupported(call, inputs, .axes(1)) }
        return try addReshape(call.name, gathered, to: extents)
    }

    private func addSplit(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        let input = try single(call, inputs)
        let isTensorFlow = !call.layer.isOperation
        guard let axis = try axis(call, input, position: 2, standard: 0),
            let argument = call.argument(1, "indices_or_sections", "num_or_size_splits")
        else { return [try unsupported(call, inputs, .batch)] }
        let extent = kerasShape(input)[axis - 1]
        var ends: [Int]
        if argument.list == nil, let count = argument.integer {
            guard (1...4096).contains(count), extent % count == 0 else {
                throw call.settings.fault("indices_or_sections")
            }
            ends = (1...count).map { $0 * extent / count }
        } else if let stated = argument.integers, stated.allSatisfy({ (0...extent).contains($0) }) {
            // TensorFlow names the parts' extents, Keras where they end.
            ends = isTensorFlow ? stated.indices.map { stated[...$0].reduce(0, +) } : stated + [extent]
        } else {
            return [try unsupported(call, inputs, .setting("indices_or_sections"))]
        }
        let starts = [0] + ends.dropLast()
        guard zip(starts, ends).allSatisfy({ $0 < $1 }), ends.last == extent else {
            return [try unsupported(call, inputs, .setting("indices_or_sections"))]
        }
        return try zip(starts, ends).enumerated().map { index, part in
            try addGather(index == 0 ? call.name : "\(call.name)/\(index + 1)", input, summary: .split) {
                found, _ in found == axis ? Array(part.0..<part.1) : nil
            }
        }
    }

    private func addUnstack(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        let input = try single(call, inputs)
        guard let axis = try axis(call, input, position: 2, standard: 0) else {
            return [try unsupported(call, inputs, .batch)]
        }
        var extents = kerasShape(input)
        let count = extents.remove(at: axis - 1)
        guard !extents.isEmpty, count <= 4096 else { return [try unsupported(call, inputs, .axes(1))] }
        return try (0..<count).map { index in
            let name = index == 0 ? call.name : "\(call.name)/\(index + 1)"
            let picked = try addGather(name + "/picked", input, summary: .split) { found, _ in
                found == axis ? [index] : nil
            }
            return try addReshape(name, picked, to: extents)
        }
    }

    /// The nodes of an argument that is a list of layers' outputs and nothing else.
    private func nodes(_ call: KerasCall) -> [Int]? {
        guard let list = call.arguments.positional.first else { return nil }
        let found = (list.list ?? [list]).map { $0.output.flatMap { call.nodes[$0] } }
        return found.contains(nil) || found.isEmpty ? nil : found.compactMap(\.self)
    }

    private func addConcatenation(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let nodes = nodes(call) else { return try unsupported(call, inputs, .argument("xs")) }
        return try addConcatenate(call, nodes)
    }

    private func addStack(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let nodes = nodes(call), let first = nodes.first else {
            return try unsupported(call, inputs, .argument("x"))
        }
        var extents = kerasShape(first)
        let rank = extents.count + 2
        guard let stated = (call.argument(1, "axis") ?? .number(0)).integer else {
            throw call.settings.fault("axis")
        }
        let axis = try kerasAxis(stated, rank: rank, call)
        guard axis > 0, rank <= 8, nodes.allSatisfy({ kerasShape($0) == extents }) else {
            return try unsupported(call, inputs, .batch)
        }
        extents.insert(1, at: axis - 1)
        let parts = try nodes.enumerated().map { index, node in
            try addReshape("\(call.name)/input \(index + 1)", node, to: extents)
        }
        return try add(call.name, Concatenate(axis: layout.axis(axis, rank: rank)), parts)
    }

    private func addFlip(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let rank = shape(input).rank + 1
        guard let stated = call.argument(1, "axis")?.integers else {
            return try unsupported(call, inputs, .batch)
        }
        let axes = try stated.map { try kerasAxis($0, rank: rank, call) }
        guard !axes.contains(0) else { return try unsupported(call, inputs, .batch) }
        return try addGather(call.name, input, summary: .operation("Flip")) { axis, extent in
            axes.contains(axis) ? (0..<extent).reversed() : nil
        }
    }

    private func addRoll(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let rank = shape(input).rank + 1
        guard let shifts = call.argument(1, "shift")?.integers,
            let stated = call.argument(2, "axis")?.integers,
            shifts.count == stated.count
        else { return try unsupported(call, inputs, .batch) }
        let axes = try stated.map { try kerasAxis($0, rank: rank, call) }
        guard !axes.contains(0), Set(axes).count == axes.count else {
            return try unsupported(call, inputs, .batch)
        }
        return try addGather(call.name, input, summary: .operation("Roll")) { axis, extent in
            guard let index = axes.firstIndex(of: axis), extent > 0 else { return nil }
            let shift = shifts[index] % extent
            return (0..<extent).map { ($0 - shift + extent) % extent }
        }
    }

    private func addRepeat(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let axis = try axis(call, input, position: 2, standard: nil) else {
            return try unsupported(call, inputs, .batch)
        }
        let extent = kerasShape(input)[axis - 1]
        guard let repeats = call.argument(1, "repeats")?.integers,
            repeats.count == 1 || repeats.count == extent,
            repeats.allSatisfy({ (1...4096).contains($0) })
        else { return try unsupported(call, inputs, .setting("repeats")) }
        return try addGather(call.name, input, summary: .operation("Repeat")) { found, extent in
            found != axis
                ? nil
                : (0..<extent).flatMap {
                    [Int](repeating: $0, count: repeats.count == 1 ? repeats[0] : repeats[$0])
                }
        }
    }

    private func addTile(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let rank = shape(input).rank + 1
        guard let repeats = call.argument(1, "repeats", "multiples")?.integers, repeats.count == rank,
            repeats.allSatisfy({ (1...4096).contains($0) }), repeats[0] == 1
        else { return try unsupported(call, inputs, .batch) }
        return try addGather(call.name, input, summary: .operation("Tile")) { axis, extent in
            repeats[axis] == 1 ? nil : (0..<extent * repeats[axis]).map { $0 % extent }
        }
    }

    private func addPad(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let rank = shape(input).rank + 1
        let mode = (call.argument(nil, "mode")?.text ?? "constant").lowercased()
        guard ["constant", "reflect", "symmetric", "edge"].contains(mode) else {
            return try unsupported(call, inputs, .setting("mode"))
        }
        let fill = call.argument(nil, "constant_values") ?? .none
        guard let value = fill.isNone ? 0 : fill.number else {
            return try unsupported(call, inputs, .argument("constant_values"))
        }
        guard let stated = call.argument(1, "pad_width", "paddings") else {
            throw call.settings.fault("pad_width")
        }
        var sides = (stated.list ?? []).compactMap(\.integers)
        if let both = stated.integers, both.count <= 2, sides.count != rank || both.count == 1 {
            sides = [[Int]](repeating: [both[0], both.last!], count: rank)
        }
        let own = [1] + kerasShape(input)
        guard sides.count == rank,
            sides.allSatisfy({ $0.count == 2 && $0.allSatisfy { (0...4096).contains($0) } }),
            mode != "reflect"
                || zip(sides, own).allSatisfy({ side, extent in side.allSatisfy { $0 < extent } }),
            mode != "symmetric"
                || zip(sides, own).allSatisfy({ side, extent in side.allSatisfy { $0 <= extent } })
        else { throw call.settings.fault("pad_width") }
        guard sides[0] == [0, 0] else { return try unsupported(call, inputs, .batch) }
        let isPlain = mode == "constant" && rank == 4 && sides[layout.isChannelsFirst ? 1 : 3] == [0, 0]
        if isPlain {
            let (rows, columns) = layout.isChannelsFirst ? (sides[2], sides[3]) : (sides[1], sides[2])
            return try add(
                call.name,
                Pad(top: rows[0], left: columns[0], bottom: rows[1], right: columns[1], value: Float(value)),
                [input])
        }
        return try addGather(call.name, input, fill: Float(value), summary: .padding) { axis, extent in
            (-sides[axis][0]..<extent + sides[axis][1]).map { place in
                if (0..<extent).contains(place) { return place }
                switch mode {
                case "reflect": return place < 0 ? -place : 2 * (extent - 1) - place
                case "symmetric": return place < 0 ? -place - 1 : 2 * extent - 1 - place
                case "edge": return place < 0 ? 0 : extent - 1
                default: return -1
                }
            }
        }
    }
}
