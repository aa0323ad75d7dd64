import NeuralNetwork
import Tensors

/// Blocks of a picture that become pictures of their own, as old converters write dilated convolutions.
extension TFLiteOperators {
    /// The inputs are the tensor, the block's extents, and how many zeros come before and after each axis.
    static let spaceToBatch = TFLiteOperator(
        "SPACE_TO_BATCH_ND", inputs: 3...3, kind: .reshape, keepsValues: true
    ) { call, importer in
        let (block, widths) = try blocks(call)
        let input = try importer.channelsFirst(call.input(0), call)
        let pads = importer.translation.integers([widths[0], widths[2], widths[1], widths[3]])
        let axes = importer.translation.integers([2, 3])
        let padded = try importer.emit("Pad", call, [input, pads, nil, axes], part: "padded")
        guard let extents = padded.dimensions, extents[2].isMultiple(of: block[0]),
            extents[3].isMultiple(of: block[1])
        else { throw UnsupportedFeature.attribute("block_shape", opset: nil) }
        let (rows, columns) = (extents[2] / block[0], extents[3] / block[1])
        let split = [extents[0], extents[1], rows, block[0], columns, block[1]]
        let parts = try importer.emit(
            "Reshape", call, [padded, importer.translation.integers(split)], part: "parts")
        let turned = try importer.emit(
            "Transpose", call, [parts], [.integers("perm", [3, 5, 0, 1, 2, 4])], part: "turned")
        let whole = [block[0] * block[1] * extents[0], extents[1], rows, columns]
        let result = try importer.emit("Reshape", call, [turned, importer.translation.integers(whole)])
        return [TFLiteValue(value: result, isChannelsFirst: true)]
    }

    /// The inputs are the tensor, the block's extents, and how many elements go before and after each axis.
    static let batchToSpace = TFLiteOperator(
        "BATCH_TO_SPACE_ND", inputs: 3...3, kind: .reshape, keepsValues: true
    ) { call, importer in
        let (block, widths) = try blocks(call)
        let input = try importer.channelsFirst(call.input(0), call)
        guard let extents = input.dimensions, extents[0].isMultiple(of: block[0] * block[1]) else {
            throw UnsupportedFeature.attribute("block_shape", opset: nil)
        }
        let batch = extents[0] / (block[0] * block[1])
        let split = [block[0], block[1], batch] + extents[1...]
        let parts = try importer.emit(
            "Reshape", call, [input, importer.translation.integers(split)], part: "parts")
        let turned = try importer.emit(
            "Transpose", call, [parts], [.integers("perm", [2, 3, 4, 0, 5, 1])], part: "turned")
        let (rows, columns) = (extents[2] * block[0], extents[3] * block[1])
        let whole = try importer.emit(
            "Reshape", call, [turned, importer.translation.integers([batch, extents[1], rows, columns])],
            part: "whole")
        let starts = importer.translation.integers([widths[0], widths[2]])
        let ends = importer.translation.integers([rows - widths[1], columns - widths[3]])
        let result = try importer.emit(
            "Slice", call, [whole, starts, ends, importer.translation.integers([2, 3])])
        return [TFLiteValue(value: result, isChannelsFirst: true)]
    }

    private static func blocks(_ call: TFLiteCall) throws -> (block: [Int], widths: [Int]) {
        let (block, widths) = (try call.integers(1), try call.integers(2))
        guard block.count == 2, widths.count == 4, block.allSatisfy({ (1...1024).contains($0) }),
            widths.allSatisfy({ (0...ONNXOperators.extentLimit).contains($0) })
        else { throw UnsupportedFeature.attribute("block_shape", opset: nil) }
        return (block, widths)
    }
}
