import NeuralNetwork
import Tensors

/// Squares of positions as channels, and channels as squares of positions.
extension ONNXOperators {
    private static let blockSize = ONNXAttribute.required("blocksize", in: 1...1 << 10)

    static let depthToSpace = ONNXOperator(
        "DepthToSpace", opsets: 1..., inputs: 1...1,
        attributes: [blockSize, .text("mode", of: ["DCR", "CRD"], opsets: 11...)], kind: .reshape,
        version: 13, fold: nil
    ) { node, importer in
        let (input, shape) = try picture(node)
        let block = node.attributes.integer("blocksize")
        guard shape[1] % (block * block) == 0 else {
            throw node.fault("blocksize", expected: .divisorOfChannels, found: "\(block)")
        }
        let channels = shape[1] / (block * block)
        let (rows, columns) = (shape[2], shape[3])
        let isColumnFirst = node.attributes.text("mode") == "CRD"
        let operations: [any Operator] = [
            Reshape(
                isColumnFirst
                    ? [channels, block, block, rows, columns] : [block, block, channels, rows, columns]),
            Transpose(isColumnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]),
            Reshape([channels, rows * block, columns * block]),
        ]
        return [
            try importer.layer(
                node, Composite(operations, kind: .reshape, summary: .depthToSpace(block)), input)
        ]
    }

    static let spaceToDepth = ONNXOperator(
        "SpaceToDepth", opsets: 1..., inputs: 1...1, attributes: [blockSize], kind: .reshape, version: 13,
        fold: nil
    ) { node, importer in
        let (input, shape) = try picture(node)
        let block = node.attributes.integer("blocksize")
        guard shape[2] % block == 0, shape[3] % block == 0 else {
            throw node.fault("blocksize", expected: .divisorOfRowsAndColumns, found: "\(block)")
        }
        let (rows, columns) = (shape[2] / block, shape[3] / block)
        let operations: [any Operator] = [
            Reshape([shape[1], rows, block, columns, block]), Transpose([0, 3, 5, 1, 2, 4]),
            Reshape([shape[1] * block * block, rows, columns]),
        ]
        return [
            try importer.layer(
                node, Composite(operations, kind: .reshape, summary: .spaceToDepth(block)), input)
        ]
    }

    /// The first input, which must be N×C×H×W.
    private static func picture(_ node: ONNXNode) throws -> (layer: Int, shape: Shape) {
        let (layer, shape) = try node.variable(0)
        guard shape.rank == 4 else {
            throw node.fault(input: "input", expected: .axes(4), found: "\(shape)")
        }
        return (layer, shape)
    }
}
