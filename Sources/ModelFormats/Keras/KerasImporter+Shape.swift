import NeuralNetwork
import Tensors
import Words

extension KerasImporter {
    /// Longest side that a padding, a cropping or an enlargement makes.
    private static let sideLimit = 1 << 15

    /// Flattens in Keras's order: rows, columns, channels.
    func addFlatten(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        try checkDataFormat(call)
        let shape = shape(try single(call, inputs))
        return try add(
            call.name, inKerasOrder(shape, Reshape.flatten, from: shape.rank, to: 1, "Flatten"), inputs)
    }

    func addReshape(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let shape = shape(try single(call, inputs))
        guard let list = call.settings["target_shape"]?.list, !list.isEmpty, list.count <= 4 else {
            throw call.settings.fault("target_shape")
        }
        var extents = list.map { $0.integer ?? 0 }
        let known = extents.filter { $0 != -1 }
        var product = 1
        for extent in known {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard extent > 0, !overflow else { throw call.settings.fault("target_shape") }
            product = next
        }
        guard extents.count - known.count <= 1 else { throw call.settings.fault("target_shape") }
        if let open = extents.firstIndex(of: -1) { extents[open] = shape.count / product }
        let reshape = Reshape(Shape(extents))
        return try add(
            call.name, inKerasOrder(shape, reshape, from: shape.rank, to: extents.count, reshape.summary),
            inputs)
    }

    func addPermute(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let rank = shape(try single(call, inputs)).rank
        guard let dims = call.settings["dims"]?.list, dims.count == rank,
            dims.compactMap(\.integer).sorted() == Array(1...max(rank, 1))
        else { throw call.settings.fault("dims") }
        var order = Array(0...rank)
        for (position, source) in dims.enumerated() {
            let target = try graphAxis(position + 1, rank: rank + 1, call, key: "dims")
            order[target] = try graphAxis(source.integer!, rank: rank + 1, call, key: "dims")
        }
        return try add(call.name, Transpose(order), inputs)
    }

    /// An operation that sees the elements with the channels last.
    ///
    /// - Parameters:
    ///   - shape: of the input, channels first, without the batch.
    ///   - from: axes of the input without the batch.
    ///   - to: axes of the output without the batch.
    private func inKerasOrder(
        _ shape: Shape, _ operation: any Operator, from: Int, to: Int, _ summary: Words
    ) -> any Operator {
        var operations: [any Operator] = []
        // One channel or one position is in the same order either way.
        if from > 1, shape[0] != 1, shape.dimensions.dropFirst().contains(where: { $0 != 1 }) {
            operations.append(Transpose([0] + Array(2...from) + [1]))
        }
        if from > 1, operations.isEmpty {
            operations.append(Reshape(Shape(Array(shape.dimensions.dropFirst()) + [shape[0]])))
        }
        operations.append(operation)
        if to > 1 { operations.append(Transpose([0, to] + Array(1..<to))) }
        guard operations.count > 1 else { return operation }
        if from > 1, to == 1 {
            return Composite(operations, kind: .reshape, summary: .channelsLast(summary))
        }
        return Composite(operations, kind: .reshape, summary: .like(summary))
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
        guard try call.settings.text("interpolation", default: "nearest") == "nearest" else {
            return try unsupported(call, inputs, .interpolation)
        }
        let size = try call.settings.extents("size", count: rank, default: 2)
        let positions = try zip(shape(inputs[0]).dimensions.dropFirst(), size).map { extent, factor in
            guard factor > 0, factor <= Self.sideLimit, extent * factor <= Self.sideLimit else {
                throw call.settings.fault("size")
            }
            return (0..<extent * factor).map { $0 / factor }
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
