import Foundation
import NeuralNetwork
import Tensors
import Words

/// Matrix products with weights of a few bits, in blocks along each row with a scale of their own.
extension ONNXOperators {
    static let packedProduct = ONNXOperator(
        "MatMulNBits", domain: microsoft, opsets: 1..., inputs: 3...6,
        attributes: [
            .required("K", in: 1...extentLimit), .required("N", in: 1...extentLimit),
            .integer("bits", 4, in: 2...8), .required("block_size", in: 16...extentLimit),
            .ignored("accuracy_level", .integer),
        ],
        kind: .dense, version: 1, limits: "weights of other widths than 4 and 8 bits; an order of blocks",
        fold: nil
    ) { node, importer in
        if node.input(4) != nil { throw UnsupportedFeature.input(5) }
        let weights = ONNXSymbol.constant(ONNXValue(try packedWeights(node)))
        guard let bias = node.input(5) else {
            return [try importer.one(node, "MatMul", node.symbol(0), weights)]
        }
        let product = try importer.one(node, part: "product", "MatMul", node.symbol(0), weights)
        return [try importer.one(node, "Add", product, bias)]
    }

    /// The weights as K×N reals.
    private static func packedWeights(_ node: ONNXNode) throws -> Tensor {
        let attributes = node.attributes
        let (rows, columns) = (attributes.integer("K"), attributes.integer("N"))
        let (bits, size) = (attributes.integer("bits"), attributes.integer("block_size"))
        guard [4, 8].contains(bits) else { throw UnsupportedFeature.attribute("bits", opset: nil) }
        _ = try node.checkedCount([rows, columns, size])
        try node.spend([rows, columns])
        let blocks = (rows + size - 1) / size
        let perByte = 8 / bits
        func numbers(_ index: Int, _ name: String, _ count: Int) throws -> [Int] {
            let value = try node.constant(index)
            guard value.count == count else {
                throw node.fault(input: name, expected: .values(count), found: "\(value.count)")
            }
            return value.integers
        }
        let blockBytes = (size + perByte - 1) / perByte
        let packed = try numbers(1, "B", columns * blocks * blockBytes)
        let scales = try node.constant(2)
        guard scales.count == columns * blocks else {
            throw node.fault(input: "scales", expected: .values(columns * blocks), found: "\(scales.count)")
        }
        let mask = (1 << bits) - 1
        var zeros = [Float](repeating: Float(1 << (bits - 1)), count: columns * blocks)
        if let given = try node.optionalConstant(3) {
            if given.isFloat, given.count == zeros.count {
                zeros = given.tensor.values
            } else {
                let zeroBytes = (blocks + perByte - 1) / perByte
                let packedZeros = try numbers(3, "zero_points", columns * zeroBytes)
                for place in zeros.indices {
                    let (column, block) = (place / blocks, place % blocks)
                    let byte = packedZeros[column * zeroBytes + block / perByte]
                    zeros[place] = Float((byte >> (block % perByte * bits)) & mask)
                }
            }
        }
        let scale = scales.tensor.values
        return Tensor([rows, columns]) { reals in
            for column in 0..<columns {
                for row in 0..<rows {
                    let (block, place) = (column * blocks + row / size, row % size)
                    let byte = packed[block * blockBytes + place / perByte]
                    let number = Float((byte >> (place % perByte * bits)) & mask)
                    reals[row * columns + column] = (number - zeros[block]) * scale[block]
                }
            }
        }
    }
}
