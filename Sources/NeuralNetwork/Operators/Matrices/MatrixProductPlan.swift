import Tensors

/// A product of stacks of matrices with as few axes before them as broadcasting allows.
struct MatrixProductPlan: Sendable {
    let output: Shape
    private(set) var left, right: MatrixStack

    /// The product's own matrices.
    var product: MatrixStack {
        MatrixStack(
            batch: MatrixStack.broadcast(left.batch, right.batch), rows: left.rows, columns: right.columns)
    }

    /// Whether there is nothing to multiply: the product has no elements or each is a sum of none.
    var isEmpty: Bool { output.count == 0 || left.columns == 0 }

    init(_ operands: (Shape, Shape)) throws(ShapeError) {
        var (a, b) = (operands.0.dimensions, operands.1.dimensions)
        guard !a.isEmpty, !b.isEmpty else {
            throw .rank(expected: 2, found: a.isEmpty ? operands.0 : operands.1)
        }
        let isRow = a.count == 1
        let isColumn = b.count == 1
        if isRow { a.insert(1, at: 0) }
        if isColumn { b.append(1) }
        guard a[a.count - 1] == b[b.count - 2] else {
            throw .extent(axis: "rows of the second matrix", expected: a[a.count - 1], found: b[b.count - 2])
        }
        left = MatrixStack(batch: Array(a.dropLast(2)), rows: a[a.count - 2], columns: a[a.count - 1])
        right = MatrixStack(batch: Array(b.dropLast(2)), rows: b[b.count - 2], columns: b[b.count - 1])
        let outer = try Shape(left.batch).broadcast(with: Shape(right.batch))
        output = Shape(outer.dimensions + (isRow ? [] : [left.rows]) + (isColumn ? [] : [right.columns]))
        joinAxes(outer.dimensions)
    }

    /// Joins neighbouring axes that broadcast in the same way; matrices that share one right factor are one tall matrix.
    private mutating func joinAxes(_ outer: [Int]) {
        func extents(_ batch: [Int]) -> [Int] {
            [Int](repeating: 1, count: outer.count - batch.count) + batch
        }
        let (a, b) = (extents(left.batch), extents(right.batch))
        var groups: [(left: Int, right: Int)] = []
        for (own, other) in zip(a, b) where own != 1 || other != 1 {
            if let last = groups.last, (last.left == 1) == (own == 1), (last.right == 1) == (other == 1) {
                groups[groups.count - 1] = (last.left * own, last.right * other)
            } else {
                groups.append((own, other))
            }
        }
        if let last = groups.last, last.right == 1 {
            left.rows *= last.left
            groups.removeLast()
        }
        left.batch = groups.map(\.left)
        right.batch = groups.map(\.right)
    }
}
