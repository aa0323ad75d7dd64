import NeuralNetwork

extension ONNXOperators {
    /// The sizes are an attribute up to opset 12 and an input since opset 13.
    static let split = ONNXOperator(
        "Split", opsets: 1..., inputs: 1...2, outputs: 1...,
        attributes: [
            .axis(0), .integers("split", in: 0...Int.max, opsets: 1...12),
            .integer("num_outputs", in: 1...1 << 16, opsets: 18...),
        ],
        kind: .reshape, version: 18, limits: "sizes that depend on the picture",
        fold: { node in
            guard try node.constants() != nil, let value = node.input(0)?.constant else { return nil }
            let (axis, parts) = try parts(of: node, value.dimensions)
            return parts.map { value.picked(IndexMap(value.dimensions).picking(Array($0), along: axis)) }
        },
        build: { node, importer in
            let (input, shape) = try node.variable(0)
            let (axis, parts) = try parts(of: node, shape.dimensions)
            return try parts.enumerated().map { index, part in
                var positions = [[Int]?](repeating: nil, count: shape.rank)
                positions[axis] = Array(part)
                let name = parts.count == 1 ? node.name : importer.free("\(node.name)/\(index)")
                return try importer.layer(
                    node, named: name, Gather(positions, summary: .split), [input])
            }
        })

    /// The axis and where each output lies along it: equal parts where no sizes are given, the last one smaller where
    /// they do not divide the axis.
    private static func parts(
        of node: ONNXNode, _ dimensions: [Int]
    ) throws -> (axis: Int, parts: [Range<Int>]) {
        let axis = try node.axis(node.attributes.integer("axis"), rank: dimensions.count)
        let extent = dimensions[axis]
        var sizes = try node.integers("split", orInput: 1) ?? []
        if sizes.isEmpty {
            let count = node.attributes.givenInteger("num_outputs") ?? node.outputs.count
            let size = (extent + count - 1) / count
            sizes = (0..<count).map { max(0, min(size, extent - $0 * size)) }
        }
        var parts: [Range<Int>] = []
        var start = 0
        for size in sizes {
            guard size >= 0, size <= extent - start else {
                throw node.fault("split", expected: .inAll(extent), found: "\(sizes)")
            }
            parts.append(start..<start + size)
            start += size
        }
        guard start == extent, sizes.count >= node.outputs.count else {
            throw node.fault("split", expected: .inAll(extent), found: "\(sizes)")
        }
        return (axis, Array(parts.prefix(node.outputs.count)))
    }
}
