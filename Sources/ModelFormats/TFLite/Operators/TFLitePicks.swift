import NeuralNetwork
import Tensors

/// Operators that pick elements along axes, or put some around them.
extension TFLiteOperators {
    /// The inputs are the tensor, the first positions, and how many are taken, −1 for all that follow.
    static let slice = TFLiteOperator(
        "SLICE", inputs: 3...3, kind: .reshape, keepsValues: true
    ) { call, importer in
        let (starts, sizes) = (try call.integers(1), try call.integers(2))
        let extents = try call.dimensions(0)
        guard starts.count == extents.count, sizes.count == extents.count else {
            throw UnsupportedFeature.attribute("size", opset: nil)
        }
        let ends = extents.indices.map { axis in
            sizes[axis] < 0 ? extents[axis] : starts[axis].addingReportingOverflow(sizes[axis]).partialValue
        }
        return try sliced(call, starts, ends, starts.map { _ in 1 }, &importer)
    }

    /// The inputs are the tensor, the first positions, those after the last ones, and the steps. In the options' masks bit i
    /// is for axis i.
    static let stridedSlice = TFLiteOperator(
        "STRIDED_SLICE", inputs: 4...4, options: 32, kind: .reshape, keepsValues: true
    ) { call, importer in
        var (starts, ends, steps) = (try call.integers(1), try call.integers(2), try call.integers(3))
        let extents = try call.dimensions(0)
        for (field, name) in [(2, "ellipsis_mask"), (3, "new_axis_mask"), (5, "offset")]
        where try call.integer(field) != 0 {
            throw UnsupportedFeature.attribute(name, opset: nil)
        }
        guard starts.count <= extents.count, ends.count == starts.count, steps.count == starts.count,
            steps.allSatisfy({ $0 != 0 })
        else { throw UnsupportedFeature.attribute("strides", opset: nil) }
        let (beginMask, endMask, shrinkMask) = (
            try call.integer(0), try call.integer(1), try call.integer(4)
        )
        for axis in starts.indices {
            if shrinkMask >> axis & 1 == 1 {
                steps[axis] = 1
                ends[axis] = starts[axis] == -1 ? Int.max : starts[axis] &+ 1
                continue
            }
            if beginMask >> axis & 1 == 1 { starts[axis] = steps[axis] > 0 ? 0 : Int.max }
            if endMask >> axis & 1 == 1 { ends[axis] = steps[axis] > 0 ? Int.max : Int.min }
        }
        let shrunk = starts.indices.filter { shrinkMask >> $0 & 1 == 1 }
        guard !shrunk.isEmpty else { return try sliced(call, starts, ends, steps, &importer) }
        let part = try sliced(call, starts, ends, steps, &importer, part: "slice")[0]
        let value = try importer.asWritten(part, call)
        let axes = importer.translation.integers(shrunk)
        return [TFLiteValue(value: try importer.emit("Squeeze", call, [value, axes]))]
    }

    /// Positions for the first axes of the first input; the others are taken whole.
    private static func sliced(
        _ call: TFLiteCall, _ starts: [Int], _ ends: [Int], _ steps: [Int],
        _ importer: inout TFLiteImporter, part: String? = nil
    ) throws -> [TFLiteValue] {
        let input = call.input(0)
        let axes = starts.indices.map { input.isChannelsFirst ? placeInChannelsFirst[$0] : $0 }
        let lists = [starts, ends, axes, steps].map { importer.translation.integers($0) }
        let result = try importer.emit("Slice", call, [input.value] + lists, part: part)
        return [TFLiteValue(value: result, isChannelsFirst: input.isChannelsFirst)]
    }

    static let reverse = TFLiteOperator(
        "REVERSE_V2", inputs: 2...2, kind: .reshape, keepsValues: true
    ) { call, importer in
        let axes = try call.axes(call.integers(1), of: 0)
        let count = try call.dimensions(0).count
        let isTurned = (0..<count).map(axes.contains)
        return try sliced(
            call, isTurned.map { $0 ? Int.max : 0 }, isTurned.map { $0 ? Int.min : Int.max },
            isTurned.map { $0 ? -1 : 1 }, &importer)
    }

    /// The inputs are the tensor and how many elements come before and after each axis.
    static let pad = TFLiteOperator("PAD", inputs: 2...2, kind: .reshape, keepsValues: true) {
        call, importer in
        try padded(call, mode: "constant", value: nil, &importer)
    }

    static let padWithValue = TFLiteOperator(
        "PADV2", inputs: 3...3, kind: .reshape, keepsValues: true
    ) { call, importer in
        guard let value = try call.constant(2).tensor.values.first else {
            throw UnsupportedFeature.constantKind
        }
        return try padded(call, mode: "constant", value: value, &importer)
    }

    static let mirrorPad = TFLiteOperator(
        "MIRROR_PAD", inputs: 2...2, options: 77, kind: .reshape, keepsValues: true
    ) { call, importer in
        guard try call.choice(0) == 0 else { throw UnsupportedFeature.attribute("SYMMETRIC", opset: nil) }
        return try padded(call, mode: "reflect", value: nil, &importer)
    }

    private static func padded(
        _ call: TFLiteCall, mode: String, value: Float?, _ importer: inout TFLiteImporter
    ) throws -> [TFLiteValue] {
        let input = call.input(0)
        let widths = try call.integers(1)
        let count = try call.dimensions(0).count
        guard widths.count == 2 * count else { throw UnsupportedFeature.attribute("paddings", opset: nil) }
        let axes = (0..<count).map { input.isChannelsFirst ? placeInChannelsFirst[$0] : $0 }
        let pads = [0, 1].flatMap { side in (0..<count).map { widths[2 * $0 + side] } }
        let result = try importer.emit(
            "Pad", call,
            [
                input.value, importer.translation.integers(pads),
                value.map { importer.translation.float($0) }, importer.translation.integers(axes),
            ], [.text("mode", mode)])
        return [TFLiteValue(value: result, isChannelsFirst: input.isChannelsFirst)]
    }

    static let gather = TFLiteOperator(
        "GATHER", inputs: 2...2, options: 23, kind: .reshape, keepsValues: true
    ) { call, importer in
        guard try call.integer(1) == 0 else { throw UnsupportedFeature.attribute("batch_dims", opset: nil) }
        let axis = try call.axes([call.integer(0)], of: 0)[0]
        let value = try importer.asWritten(call.input(0), call)
        let result = try importer.emit(
            "Gather", call, [value, call.input(1).value], [.integer("axis", axis)])
        return [TFLiteValue(value: result)]
    }

    static let tile = TFLiteOperator(
        "TILE", inputs: 2...2, kind: .reshape, keepsValues: true
    ) { call, importer in
        let value = try importer.asWritten(call.input(0), call)
        return [TFLiteValue(value: try importer.emit("Tile", call, [value, call.input(1).value]))]
    }

    static let broadcastTo = TFLiteOperator(
        "BROADCAST_TO", inputs: 2...2, kind: .reshape, keepsValues: true
    ) { call, importer in
        let value = try importer.asWritten(call.input(0), call)
        return [TFLiteValue(value: try importer.emit("Expand", call, [value, call.input(1).value]))]
    }

    // MARK: Resizing

    static let resizeBilinear = resize("RESIZE_BILINEAR", options: 15, fields: (2, 3)) {
        aligns, isHalf in
        [
            .text("mode", "linear"),
            .text(
                "coordinate_transformation_mode",
                aligns ? "align_corners" : isHalf ? "half_pixel" : "asymmetric"),
        ]
    }

    static let resizeNearest = resize("RESIZE_NEAREST_NEIGHBOR", options: 74, fields: (0, 1)) {
        aligns, isHalf in
        [
            .text("mode", "nearest"),
            .text(
                "coordinate_transformation_mode",
                aligns ? "align_corners" : isHalf ? "tf_half_pixel_for_nn" : "asymmetric"),
            .text("nearest_mode", aligns ? "round_prefer_ceil" : "floor"),
        ]
    }

    /// The inputs are the picture and its new rows and columns.
    private static func resize(
        _ name: String, options: UInt8, fields: (aligns: Int, isHalf: Int),
        _ rule: @escaping @Sendable (Bool, Bool) -> [Onnx_AttributeProto]
    ) -> TFLiteOperator {
        let (aligns, isHalf) = fields
        return TFLiteOperator(name, inputs: 2...2, options: options, kind: .reshape) { call, importer in
            let input = try importer.channelsFirst(call.input(0), call)
            let size = try call.integers(1)
            guard let extents = input.dimensions, size.count == 2 else {
                throw UnsupportedFeature.attribute("size", opset: nil)
            }
            let sizes = importer.translation.integers(Array(extents[..<2]) + size)
            let result = try importer.emit(
                "Resize", call, [input, nil, nil, sizes], rule(call.flag(aligns), call.flag(isHalf)))
            return [TFLiteValue(value: result, isChannelsFirst: true)]
        }
    }
}
