import CVectorLoops
import Tensors

/// Which elements of two operands meet at each element of the output.
struct Broadcast: Sendable {
    /// Extents of the output, neighbouring axes joined where both operands go on evenly over them.
    private let extents: [Int]
    /// Distances in each operand along these axes, 0 where it broadcasts.
    private let left, right: [Int]

    /// Elements that follow each other with the same distance in both operands.
    struct Row {
        /// The place of the first element in the left operand, the right operand and the output.
        let left, right, output: Int
        let count: Int
    }

    /// Distances between a row's elements, each 0 or 1.
    var leftStep: Int { left.last ?? 0 }
    var rightStep: Int { right.last ?? 0 }
    /// Whether each element of the operand meets one element of the output.
    let usesLeftOnce, usesRightOnce: Bool
    /// Elements of the output.
    let count: Int

    init(_ a: Shape, _ b: Shape, output: Shape) {
        var extents: [Int] = []
        var (left, right): ([Int], [Int]) = ([], [])
        let strides = (Self.strides(a, rank: output.rank), Self.strides(b, rank: output.rank))
        for (axis, extent) in output.dimensions.enumerated() where extent != 1 {
            let (l, r) = (strides.0[axis], strides.1[axis])
            if let last = extents.indices.last, left[last] == l * extent, right[last] == r * extent {
                extents[last] *= extent
                (left[last], right[last]) = (l, r)
            } else {
                extents.append(extent)
                left.append(l)
                right.append(r)
            }
        }
        self.extents = extents
        self.left = left
        self.right = right
        count = output.count
        usesLeftOnce = a.count == output.count
        usesRightOnce = b.count == output.count
    }

    private static func strides(_ shape: Shape, rank: Int) -> [Int] {
        var strides = [Int](repeating: 0, count: rank)
        var step = 1
        for axis in (0..<rank).reversed() {
            let extent = shape.extent(axis, ofRank: rank)
            if extent != 1 { strides[axis] = step }
            step *= extent
        }
        return strides
    }

    private var rowCount: Int { extents.dropLast().reduce(1, *) }

    /// Calls `body` with every row, in the output's order.
    @inline(__always)
    func forEachRow(_ body: (Row) -> Void) { forEachRow(in: 0..<rowCount, body) }

    /// The same on all cores, long rows in parts.
    func inRows(_ body: @Sendable (Row) -> Void) {
        let inner = extents.last ?? 1
        guard count > worthwhilePart else { return forEachRow(body) }
        if inner >= worthwhilePart {
            let parts = (inner + worthwhilePart - 1) / worthwhilePart
            Team.inParts(rowCount * parts, of: 1) { range in
                for number in range {
                    let begin = number % parts * worthwhilePart
                    let length = min(worthwhilePart, inner - begin)
                    forEachRow(in: number / parts..<number / parts + 1) { row in
                        body(
                            Row(
                                left: row.left + begin * leftStep, right: row.right + begin * rightStep,
                                output: row.output + begin, count: length))
                    }
                }
            }
        } else {
            Team.inParts(rowCount, each: inner) { forEachRow(in: $0, body) }
        }
    }

    @inline(__always)
    private func forEachRow(in rows: Range<Int>, _ body: (Row) -> Void) {
        guard count > 0, !rows.isEmpty else { return }
        let inner = extents.last ?? 1
        let outer = max(extents.count - 1, 0)
        var counters = [Int](repeating: 0, count: outer)
        var (i, j) = (0, 0)
        var rest = rows.lowerBound
        for axis in (0..<outer).reversed() {
            counters[axis] = rest % extents[axis]
            rest /= extents[axis]
            i += counters[axis] * left[axis]
            j += counters[axis] * right[axis]
        }
        for row in rows {
            body(Row(left: i, right: j, output: row * inner, count: inner))
            var axis = outer - 1
            while axis >= 0 {
                counters[axis] += 1
                i += left[axis]
                j += right[axis]
                if counters[axis] < extents[axis] { break }
                i -= left[axis] * extents[axis]
                j -= right[axis] * extents[axis]
                counters[axis] = 0
                axis -= 1
            }
        }
    }

    /// An operation of two operands at every element of the output, on all cores.
    func compute(
        _ operation: loops_arithmetic, _ a: PlainKernel.Floats, _ b: PlainKernel.Floats,
        into output: PlainKernel.MutableFloats
    ) {
        // Each row of the output is written by one part of the work.
        nonisolated(unsafe) let (a, b, output) = (a, b, output)
        let (leftStep, rightStep) = (leftStep, rightStep)
        inRows { row in
            loops_arithmetic_row(
                operation, a.baseAddress! + row.left, leftStep, b.baseAddress! + row.right, rightStep,
                output.baseAddress! + row.output, row.count)
        }
    }

    /// Calls `body` with the positions in the left operand, the right operand and the output on all cores.
    @inline(__always)
    func inEach(_ body: @Sendable (Int, Int, Int) -> Void) {
        let (leftStep, rightStep) = (leftStep, rightStep)
        inRows { row in
            for position in 0..<row.count {
                body(row.left + position * leftStep, row.right + position * rightStep, row.output + position)
            }
        }
    }

    /// Calls `body` with the positions in the left operand, the right operand and the output, in the output's order.
    @inline(__always)
    func forEach(_ body: (Int, Int, Int) -> Void) {
        let (leftStep, rightStep) = (leftStep, rightStep)
        forEachRow { row in
            for position in 0..<row.count {
                body(row.left + position * leftStep, row.right + position * rightStep, row.output + position)
            }
        }
    }
}
