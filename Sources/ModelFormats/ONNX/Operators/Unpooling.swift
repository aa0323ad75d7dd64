import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// Puts maxima back where they were.
    static let unpooling = ONNXOperator(
        "MaxUnpool", opsets: 9..., inputs: 2...3,
        attributes: [
            .integers("kernel_shape", in: 1...extentLimit, isRequired: true),
            .integers("strides", in: 1...extentLimit), .integers("pads", in: 0...extentLimit),
        ],
        kind: .pooling, version: 22,
        limits: "more than 3 spatial axes; an output size that depends on the picture", fold: nil
    ) { node, importer in
        let (input, shape) = try node.variable(0)
        let kernel = try poolingKernel(node, shape)
        let axes = kernel.count
        let strides = try node.integers("strides", count: axes) ?? kernel.map { _ in 1 }
        let pads = try node.integers("pads", count: axes * 2) ?? kernel.flatMap { _ in [0, 0] }
        let size = try kernel.indices.map { axis in
            let padding = pads[axis] + pads[axis + axes]
            let extent = (shape[axis + 2] - 1) * strides[axis] + kernel[axis] - padding
            guard extent > 0 else {
                throw node.fault("pads", expected: .lessThan(extent + padding), found: "\(padding)")
            }
            return extent
        }
        let output = try node.optionalConstant(2).map { try outputSize($0.integers, of: shape, size, node) }
        _ = try node.checkedCount(Array(shape.dimensions.prefix(2)) + (output ?? size))
        let positions: Int
        switch try node.symbol(1) {
        case .variable(let layer, _), .unavailable(let layer): positions = layer
        case .constant(let value):
            let constant = ConstantLayer(value.tensor)
            guard case .variable(let layer, _) = try importer.layer(node, part: "Indices", constant, input)
            else { return [.unavailable(input)] }
            positions = layer
        }
        return [
            try importer.layer(node, Unpooling(size: size, outputSize: output), input, positions)
        ]
    }

    /// The spatial extents of an output shape that is given, none smaller than those that are computed.
    private static func outputSize(
        _ extents: [Int], of shape: Shape, _ size: [Int], _ node: ONNXNode
    ) throws -> [Int] {
        guard extents.count == shape.rank else {
            throw node.fault(
                input: "output_shape", expected: .numbers(shape.rank), found: "\(extents.count)")
        }
        for (extent, least) in zip(extents.dropFirst(2), size)
        where extent < least || extent > extentLimit {
            throw node.fault(
                input: "output_shape", expected: .within(least...max(extentLimit, least)), found: "\(extent)")
        }
        return Array(extents.dropFirst(2))
    }
}
