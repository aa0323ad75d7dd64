import Tensors

/// The matrix product of two inputs, or of one and a constant, over the last two axes; the axes before them broadcast
/// (numpy's `matmul`, where a vector stands for a row on the left and a column on the right).
public struct MatrixMultiplication: Operator {
    /// The left operand where it is no input.
    public let left: Tensor?
    /// The right operand where it is no input.
    public let right: Tensor?

    public init(left: Tensor? = nil, right: Tensor? = nil) {
        precondition(left == nil || right == nil, "a product of constants is a constant")
        self.left = left
        self.right = right
    }

    public var kind: LayerKind { .dense }
    public var summary: String { "Matrix product" }
    public var parameters: [Tensor] { [left, right].compactMap { $0 } }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try MatrixProductPlan(operands(inputs)).output
    }

    private func operands(_ inputs: [Shape]) throws(ShapeError) -> (Shape, Shape) {
        let expected = left == nil && right == nil ? 2 : 1
        guard inputs.count == expected else { throw .inputCount(expected: expected, found: inputs.count) }
        return (left?.shape ?? inputs[0], right?.shape ?? inputs[inputs.count - 1])
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shapes = inputs.map(\.shape)
        let plan = checked(try MatrixProductPlan(operands(shapes)))
        let (left, right) = (left, right)
        @Sendable func values(
            _ inputs: [PlainKernel.Floats], _ body: (PlainKernel.Floats, PlainKernel.Floats) -> Void
        ) {
            if let left {
                left.withUnsafeBufferPointer { body($0, inputs[0]) }
            } else if let right {
                right.withUnsafeBufferPointer { body(inputs[0], $0) }
            } else {
                body(inputs[0], inputs[1])
            }
        }
        return try PlainKernel(
            inputs: shapes, output: plan.output, in: context,
            compute: { inputs, output in
                output.update(repeating: 0)
                values(inputs) { a, b in
                    plan.forEachRow { i, k, aIndex, bRow, cRow, columns in
                        let factor = a[aIndex]
                        for column in 0..<columns { output[cRow + column] += factor * b[bRow + column] }
                    }
                }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                let isLeft = left == nil && (right != nil || backward.index == 0)
                let (gradient, target) = (backward.gradient, backward.target)
                values(backward.inputs) { a, b in
                    plan.forEachRow { i, k, aIndex, bRow, cRow, columns in
                        if isLeft {
                            var sum: Float = 0
                            for column in 0..<columns { sum += gradient[cRow + column] * b[bRow + column] }
                            target[aIndex] += sum
                        } else {
                            let factor = a[aIndex]
                            for column in 0..<columns {
                                target[bRow + column] += factor * gradient[cRow + column]
                            }
                        }
                    }
                }
            })
    }
}

/// Where the matrices of a product lie.
private struct MatrixProductPlan: Sendable {
    let output: Shape
    private let rows, inner, columns: Int
    private let matrices: Broadcast

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
        rows = a[a.count - 2]
        inner = a[a.count - 1]
        columns = b[b.count - 1]
        let (left, right) = (Shape(Array(a.dropLast(2))), Shape(Array(b.dropLast(2))))
        let outer = try left.broadcast(with: right)
        matrices = Broadcast(left, right, output: outer)
        output = Shape(outer.dimensions + (isRow ? [] : [rows]) + (isColumn ? [] : [columns]))
    }

    /// Calls `body` for every element of the left operand with the row of the right one that it multiplies and the row
    /// of the product that it is added to.
    @inline(__always)
    func forEachRow(_ body: (_ i: Int, _ k: Int, _ a: Int, _ bRow: Int, _ cRow: Int, _ columns: Int) -> Void)
    {
        matrices.forEach { left, right, product in
            for i in 0..<rows {
                for k in 0..<inner {
                    body(
                        i, k, (left * rows + i) * inner + k, (right * inner + k) * columns,
                        (product * rows + i) * columns, columns)
                }
            }
        }
    }
}
