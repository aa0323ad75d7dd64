import NeuralNetwork
import Tensors
import Words

extension KerasImporter {
    static let rearrangements: [String: Build] = {
        var layers: [String: Build] = [
            "Flatten": one { try $0.addFlatten($1, $2) }, "Reshape": one { try $0.addReshape($1, $2) },
            "Permute": one { try $0.addPermute($1, $2) },
            "RepeatVector": one { try $0.addRepeatVector($1, $2) },
        ]
        for (rank, suffix) in [(1, "1D"), (2, "2D"), (3, "3D")] {
            layers["ZeroPadding" + suffix] = one { try $0.addZeroPadding($1, $2, rank: rank) }
            layers["Cropping" + suffix] = one { try $0.addCropping($1, $2, rank: rank) }
            layers["UpSampling" + suffix] = one { try $0.addUpSampling($1, $2, rank: rank) }
        }
        return layers
    }()

    /// Longest side that a padding, a cropping or an enlargement makes.
    static let sideLimit = 1 << 15

    /// Flattens in Keras's order: rows, columns, channels.
    func addFlatten(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let shape = shape(try single(call, inputs))
        // Channels that come first go last before they are flattened.
        if layout.isChannelsFirst, call.settings["data_format"]?.text == layout.format, shape.rank > 1 {
            let order = Transpose([0] + Array(2...shape.rank) + [1])
            return try add(
                call.name,
                Composite(
                    [order, Reshape.flatten], kind: .reshape, summary: .channelsLast(Reshape.flatten.summary)),
                inputs)
        }
        return try add(
            call.name, inKerasOrder(shape, Reshape.flatten, from: shape.rank, to: 1, "Flatten"), inputs)
    }

    func addReshape(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let shape = shape(try single(call, inputs))
        guard let list = call.settings["target_shape"]?.list, !list.isEmpty, list.count <= 6 else {
            throw call.settings.fault("target_shape")
        }
        guard let extents = Self.extents(list.map { $0.integer ?? 0 }, count: shape.count) else {
            throw call.settings.fault("target_shape")
        }
        return try addReshape(call.name, inputs[0], to: extents)
    }

    /// Extents of which one may be −1, for so many elements; nil where they are none.
    static func extents(_ stated: [Int], count: Int) -> [Int]? {
        var extents = stated
        let known = extents.filter { $0 != -1 }
        var product = 1
        for extent in known {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard extent > 0, !overflow else { return nil }
            product = next
        }
        guard extents.count - known.count <= 1 else { return nil }
        if let open = extents.firstIndex(of: -1) { extents[open] = count / product }
        return extents
    }

    /// A vector as each of so many rows.
    private func addRepeatVector(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let shape = shape(try single(call, inputs))
        let count = try call.settings.integer("n")
        guard shape.rank == 1, (1...Self.sideLimit).contains(count) else { throw call.settings.fault("n") }
        let places = [Int](repeating: 0, count: count)
        let isFirst = layout.isChannelsFirst
        let summary = LayerName.upsampling("\(count)")
        return try add(
            call.name,
            Composite(
                [
                    Reshape(isFirst ? [1, shape[0]] : [shape[0], 1]),
                    Gather(isFirst ? [nil, places, nil] : [nil, nil, places], summary: summary),
                ], kind: .reshape, summary: summary), inputs)
    }

    func addPermute(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let rank = shape(try single(call, inputs)).rank
        guard rank > 0, let dims = call.settings["dims"]?.list, dims.count == rank,
            dims.compactMap(\.integer).sorted() == Array(1...max(rank, 1))
        else { throw call.settings.fault("dims") }
        var order = Array(0...rank)
        for (position, source) in dims.enumerated() {
            let target = try graphAxis(position + 1, rank: rank + 1, call, key: "dims")
            order[target] = try graphAxis(source.integer!, rank: rank + 1, call, key: "dims")
        }
        return try add(call.name, Transpose(order), inputs)
    }

    func addZeroPadding(_ call: KerasCall, _ inputs: [Int], rank: Int) throws -> Int {
        _ = try channels(call, inputs, rank: rank)
        let sides = try sides(call, "padding", rank: rank)
        if rank == 2 {
            let pad = Pad(
                top: sides[0].before, left: sides[1].before, bottom: sides[0].after, right: sides[1].after)
            return try add(call.name, pad, inputs)
        }
        let extents = shape(inputs[0]).dimensions.dropFirst()
        let positions = zip(extents, sides).map { extent, side in
            [Int](repeating: -1, count: side.before) + Array(0..<extent)
                + [Int](repeating: -1, count: side.after)
        }
        return try add(call.name, Gather([nil, nil] + positions, summary: .padding), inputs)
    }

    func addCropping(_ call: KerasCall, _ inputs: [Int], rank: Int) throws -> Int {
        _ = try channels(call, inputs, rank: rank)
        let sides = try sides(call, "cropping", rank: rank)
        let positions = try zip(shape(inputs[0]).dimensions.dropFirst(), sides).map { extent, side in
            guard side.before + side.after < extent else { throw call.settings.fault("cropping") }
            return Array(side.before..<extent - side.after)
        }
        let summary = LayerName.cropping(
            sides.map { "\($0.before), \($0.after)" }.joined(separator: "; "))
        return try add(call.name, Gather([nil, nil] + positions, summary: summary), inputs)
    }

    /// Repeats rows and columns.
    func addUpSampling(_ call: KerasCall, _ inputs: [Int], rank: Int) throws -> Int {
        _ = try channels(call, inputs, rank: rank)
        let interpolation = try call.settings.text("interpolation", default: "nearest")
        let size = try call.settings.extents("size", count: rank, default: 2)
        let positions = try zip(shape(inputs[0]).dimensions.dropFirst(), size).map { extent, factor in
            guard factor > 0, factor <= Self.sideLimit, extent * factor <= Self.sideLimit else {
                throw call.settings.fault("size")
            }
            return (0..<extent * factor).map { $0 / factor }
        }
        if interpolation != "nearest" {
            return try addResizing(
                call.name, call, inputs, to: positions.map(\.count), interpolation: interpolation)
        }
        let summary = LayerName.upsampling(size.map(String.init).joined(separator: "×"))
        return try add(call.name, Gather([nil, nil] + positions, summary: summary), inputs)
    }

    /// What is added or cut before and after each axis; on one axis it may be a plain pair.
    private func sides(
        _ call: KerasCall, _ key: String, rank: Int
    ) throws -> [(before: Int, after: Int)] {
        let sides: [(before: Int, after: Int)]
        if rank == 1, call.settings[key]?.list?.count == 2 {
            let pair = try call.settings.extents(key, count: 2)
            sides = [(pair[0], pair[1])]
        } else {
            sides = try call.settings.sides(key, count: rank)
        }
        for side in sides {
            guard (0...Self.sideLimit).contains(side.before), (0...Self.sideLimit).contains(side.after) else {
                throw call.settings.fault(key)
            }
        }
        return sides
    }
}
