import NeuralNetwork
import Tensors

/// Operators that give the same elements other extents or another order.
extension TFLiteOperators {
    /// The extents are an input, or an option, or those of the output.
    static let reshape = TFLiteOperator(
        "RESHAPE", inputs: 1...2, options: 17, kind: .reshape, keepsValues: true
    ) { call, importer in
        var extents = call.outputs[0].shape
        if let given = call.optional(1)?.value.constant?.integers {
            extents = given
        } else if call.optional(1) == nil, let given = try call.options?.integers(0, limit: 16),
            !given.isEmpty
        {
            extents = given
        }
        return try reshaped(call, to: extents, &importer)
    }

    static let squeeze = TFLiteOperator(
        "SQUEEZE", inputs: 1...1, options: 30, kind: .reshape, keepsValues: true
    ) { call, importer in
        let extents = try call.dimensions(0)
        let named = try call.axes(call.options?.integers(0, limit: 16) ?? [], of: 0)
        let axes = named.isEmpty ? extents.indices.filter { extents[$0] == 1 } : named
        return try reshaped(
            call, to: extents.indices.filter { !axes.contains($0) }.map { extents[$0] }, &importer)
    }

    static let expandDimensions = TFLiteOperator(
        "EXPAND_DIMS", inputs: 2...2, kind: .reshape, keepsValues: true
    ) { call, importer in
        var extents = try call.dimensions(0)
        guard let axis = try call.integers(1).first, axis >= -extents.count - 1, axis <= extents.count else {
            throw UnsupportedFeature.attribute("axis", opset: nil)
        }
        extents.insert(1, at: axis < 0 ? axis + extents.count + 1 : axis)
        return try reshaped(call, to: extents, &importer)
    }

    private static func reshaped(
        _ call: TFLiteCall, to extents: [Int], _ importer: inout TFLiteImporter
    ) throws -> [TFLiteValue] {
        let input = try importer.inOrder(call.input(0), call)
        let shape = importer.translation.integers(extents)
        return [
            TFLiteValue(
                value: try importer.emit("Reshape", call, [input, shape], [.flag("allowzero", true)]))
        ]
    }

    /// A picture that is turned to N×C×H×W, or back, is what it was.
    static let transpose = TFLiteOperator(
        "TRANSPOSE", inputs: 2...2, kind: .reshape, keepsValues: true
    ) { call, importer in
        let order = try call.axes(call.integers(1), of: 0)
        let input = call.input(0)
        if input.isChannelsFirst, order == [0, 3, 1, 2] { return [TFLiteValue(value: input.value)] }
        if !input.isChannelsFirst, order == [0, 2, 3, 1], input.value.dimensions?.count == 4 {
            return [TFLiteValue(value: input.value, isChannelsFirst: true)]
        }
        let value = try importer.asWritten(input, call)
        return [
            TFLiteValue(value: try importer.emit("Transpose", call, [value], [.integers("perm", order)]))
        ]
    }

    static let concatenation = TFLiteOperator(
        "CONCATENATION", inputs: 1...4096, options: 10, activation: 1, kind: .merge, keepsValues: true
    ) { call, importer in
        let axis = try call.axes([call.integer(0)], of: 0)[0]
        let (values, isFirst) = try importer.aligned(call.inputs.compactMap { $0 }, call)
        let place = isFirst ? placeInChannelsFirst[axis] : axis
        let result = try importer.emit("Concat", call, values, [.integer("axis", place)])
        return [TFLiteValue(value: result, isChannelsFirst: isFirst)]
    }

    /// Several tensors along a new axis.
    static let pack = TFLiteOperator(
        "PACK", inputs: 1...4096, options: 59, kind: .merge, keepsValues: true
    ) { call, importer in
        let axis = try call.integer(1)
        let new = importer.translation.integers([axis])
        let parts = try call.inputs.compactMap { $0 }.map { input in
            try importer.emit("Unsqueeze", call, [importer.asWritten(input, call), new], part: "axis")
        }
        return [TFLiteValue(value: try importer.emit("Concat", call, parts, [.integer("axis", axis)]))]
    }

    /// The positions along an axis, which goes.
    static let unpack = TFLiteOperator(
        "UNPACK", inputs: 1...1, outputs: 1...4096, options: 64, kind: .reshape, keepsValues: true
    ) { call, importer in
        let axis = try call.axes([call.integer(1)], of: 0)[0]
        let value = try importer.asWritten(call.input(0), call)
        guard try call.dimensions(0)[axis] == call.outputs.count else {
            throw UnsupportedFeature.attribute("num", opset: nil)
        }
        return try call.outputs.indices.map { index in
            let place = importer.translation.constant(ONNXValue([], .integers([Int64(index)])))
            return TFLiteValue(
                value: try importer.emit("Gather", call, [value, place], [.integer("axis", axis)]))
        }
    }

    /// The inputs are the axis and the tensor.
    static let split = TFLiteOperator(
        "SPLIT", inputs: 2...2, outputs: 1...4096, options: 35, kind: .reshape, keepsValues: true
    ) { call, importer in
        guard let axis = try call.axes(call.integers(0), of: 1).first,
            try call.dimensions(1)[axis].isMultiple(of: call.outputs.count)
        else { throw UnsupportedFeature.attribute("axis", opset: nil) }
        let length = try call.dimensions(1)[axis] / call.outputs.count
        return try split(call, call.input(1), axis, call.outputs.map { _ in length }, &importer)
    }

    /// The inputs are the tensor, the lengths of the parts, and the axis.
    static let splitByLengths = TFLiteOperator(
        "SPLIT_V", inputs: 3...3, outputs: 1...4096, options: 79, kind: .reshape, keepsValues: true
    ) { call, importer in
        guard let axis = try call.axes(call.integers(2), of: 0).first else {
            throw UnsupportedFeature.attribute("axis", opset: nil)
        }
        var lengths = try call.integers(1)
        if let open = lengths.firstIndex(of: -1) {
            lengths[open] = 0
            let extent = try call.dimensions(0)[axis]
            guard lengths.allSatisfy({ (0...extent).contains($0) }) else {
                throw UnsupportedFeature.attribute("size_splits", opset: nil)
            }
            lengths[open] = max(0, extent - lengths.reduce(0, &+))
        }
        return try split(call, call.input(0), axis, lengths, &importer)
    }

    private static func split(
        _ call: TFLiteCall, _ input: TFLiteValue, _ axis: Int, _ lengths: [Int],
        _ importer: inout TFLiteImporter
    ) throws -> [TFLiteValue] {
        let place = input.isChannelsFirst ? placeInChannelsFirst[axis] : axis
        let parts = try importer.translation.node(
            "Split", named: call.name, [input.value, importer.translation.integers(lengths)],
            [.integer("axis", place)], outputs: call.outputs.count)
        return parts.map { TFLiteValue(value: $0, isChannelsFirst: input.isChannelsFirst) }
    }

    static let spaceToDepth = blocks("SPACE_TO_DEPTH", "SpaceToDepth", options: 19)
    static let depthToSpace = blocks("DEPTH_TO_SPACE", "DepthToSpace", options: 94)

    private static func blocks(_ name: String, _ operation: String, options: UInt8) -> TFLiteOperator {
        TFLiteOperator(name, inputs: 1...1, options: options, kind: .reshape, keepsValues: true) {
            call, importer in
            let input = try importer.channelsFirst(call.input(0), call)
            let result = try importer.emit(operation, call, [input], [.integer("blocksize", call.integer(0))])
            return [TFLiteValue(value: result, isChannelsFirst: true)]
        }
    }
}
