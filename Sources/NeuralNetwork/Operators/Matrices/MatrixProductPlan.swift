import Tensors

/// A product of stacks of matrices with as few axes before them as broadcasting and the operands' memory allow.
struct MatrixProductPlan: Sendable {
    let output: Shape
    /// Of equally many axes; where one has extent 1, it broadcasts.
    private(set) var left, right: MatrixStack

    /// The product's own matrices, row-major.
    var product: MatrixStack {
        MatrixStack(batch: left.batch(times: right), rows: left.rows, columns: right.columns)
    }

    /// Whether there is nothing to multiply: the product has no elements or each is a sum of none.
    var isEmpty: Bool { output.count == 0 || left.columns == 0 }

    /// - Parameter strides: the operands' distances along their axes; row-major ones where nil.
    init(
        _ operands: (Shape, Shape), strides: (left: [Int]?, right: [Int]?) = (nil, nil)
    ) throws(ShapeError) {
        var (a, b) = (operands.0.dimensions, operands.1.dimensions)
        var (aStrides, bStrides) = (
            strides.left ?? operands.0.strides, strides.right ?? operands.1.strides
        )
        guard !a.isEmpty, !b.isEmpty else {
            throw .rank(expected: 2, found: a.isEmpty ? operands.0 : operands.1)
        }
        let isRow = a.count == 1
        let isColumn = b.count == 1
        if isRow {
            a.insert(1, at: 0)
            aStrides.insert(a[1], at: 0)
        }
        if isColumn {
            b.append(1)
            bStrides = [1, 1]
        }
        guard a[a.count - 1] == b[b.count - 2] else {
            throw .extent(axis: "rows of the second matrix", expected: a[a.count - 1], found: b[b.count - 2])
        }
        let outer = try Shape(Array(a.dropLast(2))).broadcast(with: Shape(Array(b.dropLast(2))))
        left = MatrixStack(a, strides: aStrides).padded(toBatchRank: outer.rank)
        right = MatrixStack(b, strides: bStrides).padded(toBatchRank: outer.rank)
        output = Shape(outer.dimensions + (isRow ? [] : [left.rows]) + (isColumn ? [] : [right.columns]))
        joinAxes()
    }

    /// Joins neighbouring axes that broadcast in the same way; matrices that share one right factor are one tall matrix.
    private mutating func joinAxes() {
        var axis = left.batch.count - 1
        while axis >= 0 {
            let isLast = axis == left.batch.count - 1
            if left.batch[axis] == 1, right.batch[axis] == 1 {
                left.dropAxis(axis)
                right.dropAxis(axis)
            } else if !isLast, (left.batch[axis] == 1) == (left.batch[axis + 1] == 1),
                (right.batch[axis] == 1) == (right.batch[axis + 1] == 1), left.canJoin(axis),
                right.canJoin(axis)
            {
                left.join(axis)
                right.join(axis)
            }
            axis -= 1
        }
        while right.batch.last == 1, left.canJoinRows {
            left.joinRows()
            right.dropAxis(right.batch.count - 1)
        }
    }
}
