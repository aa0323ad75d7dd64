import Tensors

/// Matrices at even distances in memory.
struct MatrixStack: Sendable, Equatable {
    /// Extents before the matrices, and the distances along them.
    private(set) var batch, batchStrides: [Int]
    private(set) var rows, columns: Int
    /// Distances between neighbours in a column and in a row.
    private(set) var rowStride, columnStride: Int

    /// - Parameters:
    ///   - extents: at least two; the last two are the matrices'.
    ///   - strides: distances along them.
    init(_ extents: [Int], strides: [Int]) {
        let outer = extents.count - 2
        batch = Array(extents[..<outer])
        batchStrides = Array(strides[..<outer])
        (rows, columns) = (extents[outer], extents[outer + 1])
        (rowStride, columnStride) = (strides[outer], strides[outer + 1])
    }

    /// Row-major matrices one after the other.
    init(batch: [Int] = [], rows: Int, columns: Int) {
        let extents = batch + [rows, columns]
        self.init(extents, strides: Shape(extents).strides)
    }

    /// The same memory read with rows and columns exchanged.
    var transposed: MatrixStack {
        MatrixStack(batch + [columns, rows], strides: batchStrides + [columnStride, rowStride])
    }

    /// Whether oneDNN reads it fast: rows or columns lie one after the other.
    var isReadable: Bool {
        columnStride == 1 && rowStride >= columns || rowStride == 1 && columnStride >= rows
            || rows * columns == 1
    }

    func layout() throws(EngineError) -> MemoryDescriptor {
        try .strided(Shape(batch + [rows, columns]), strides: batchStrides + [rowStride, columnStride])
    }

    /// With axes of extent 1 before the first until there are `rank` before the matrices.
    func padded(toBatchRank rank: Int) -> MatrixStack {
        let missing = rank - batch.count
        return MatrixStack(
            [Int](repeating: 1, count: missing) + batch + [rows, columns],
            strides: [Int](repeating: 0, count: missing) + batchStrides + [rowStride, columnStride])
    }

    /// Whether two neighbouring axes before the matrices go on evenly as one.
    func canJoin(_ axis: Int) -> Bool {
        batch[axis] == 1 || batch[axis + 1] == 1
            || batchStrides[axis] == batch[axis + 1] * batchStrides[axis + 1]
    }

    /// Two neighbouring axes before the matrices as one.
    mutating func join(_ axis: Int) {
        let stride = batch[axis + 1] == 1 ? batchStrides[axis] : batchStrides[axis + 1]
        batch[axis + 1] *= batch[axis]
        batchStrides[axis + 1] = stride
        dropAxis(axis)
    }

    mutating func dropAxis(_ axis: Int) {
        batch.remove(at: axis)
        batchStrides.remove(at: axis)
    }

    /// Whether the matrices along the last axis before them are one tall matrix.
    var canJoinRows: Bool {
        guard let extent = batch.last, let stride = batchStrides.last else { return false }
        return extent == 1 || stride == rows * rowStride
    }

    mutating func joinRows() {
        rows *= batch[batch.count - 1]
        dropAxis(batch.count - 1)
    }

    /// The extents before the product of two stacks.
    func batch(times other: MatrixStack) -> [Int] { zip(batch, other.batch).map { max($0, $1) } }
}
