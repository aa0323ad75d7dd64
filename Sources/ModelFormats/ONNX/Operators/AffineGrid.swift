import NeuralNetwork
import Tensors

extension ONNXOperators {
    /// Where a picture of the size N×C×H×W or N×C×D×H×W is to be sampled after a turn, a shift and a scaling: for each
    /// position p in [−1, 1], innermost axis first, θ·(p, 1).
    static let affineGrid = ONNXOperator(
        "AffineGrid", opsets: 20..., inputs: 2...2, attributes: [.flag("align_corners")], kind: .reshape,
        version: 20, limits: "a size that depends on the picture", fold: nil
    ) { node, importer in
        let (theta, shape) = try node.variable(0)
        let size = try node.constant(1).integers
        guard size.count == 4 || size.count == 5 else {
            throw node.fault(input: "size", expected: .numbers(4), found: "\(size.count)")
        }
        let extents = Array(size.dropFirst(2))
        let axes = extents.count
        for extent in size where extent < 1 {
            throw node.fault(input: "size", expected: .outputOfOneOrMore, found: "\(extent)")
        }
        guard shape.dimensions == [size[0], axes, axes + 1] else {
            throw node.fault(input: "theta", expected: .like([size[0], axes, axes + 1]), found: "\(shape)")
        }
        let count = try node.checkedCount(extents)
        _ = try node.checkedCount([size[0], count, axes + 1])
        try node.spend([count, axes + 1])
        let positions = positions(extents, alignsCorners: node.attributes.flag("align_corners"))
        let columns = try importer.layer(node, part: "theta", Transpose([0, 2, 1]), theta)
        let product = MatrixMultiplication(left: Tensor([1, count, axes + 1], positions))
        let rows = try importer.layer(node, part: "positions", product, columns.layer!)
        guard case .variable(let layer, let whole) = rows else { return [rows] }
        return [try importer.reshaped(node, (layer, whole), to: [size[0]] + extents + [axes])]
    }

    /// The positions of all elements in row-major order, each with its innermost axis first and a one behind.
    private static func positions(_ extents: [Int], alignsCorners: Bool) -> [Float] {
        let strides = IndexMap.strides(extents)
        return (0..<extents.reduce(1, *)).flatMap { index in
            extents.indices.reversed().map { axis in
                let extent = Float(extents[axis])
                let place = Float(index / strides[axis] % extents[axis])
                // A single element lies in the middle.
                if alignsCorners { return extent == 1 ? 0 : 2 * place / (extent - 1) - 1 }
                return (2 * place + 1) / extent - 1
            } + [1]
        }
    }
}
