import CVectorLoops
import Tensors

/// The elements of an array in groups along some of its axes, for what is computed of each group: sums, means, deviations.
///
/// Groups along neighbouring axes are worked on row by row and on all cores: rows lie one after the other where the axes
/// are the last ones, and beside each other where others follow.
struct AxisGroups: Sendable {
    /// Row-major: `outer` blocks of `size` × `inner` elements; a group is `size` elements at the distance `inner`.
    let outer, size, inner: Int

    var groupCount: Int { outer * inner }

    /// - Parameter axes: counted with the batch.
    /// - Returns: nil where other axes lie between these.
    init?(_ shape: Shape, axes: [Int]) {
        let sorted = Set(axes).filter { shape.dimensions.indices.contains($0) && shape[$0] != 1 }.sorted()
        let first = sorted.first ?? shape.rank
        let last = sorted.last ?? shape.rank - 1
        // Axes of extent 1 may lie between.
        for axis in first...max(first, last) where axis <= last && !sorted.contains(axis) && shape[axis] != 1
        {
            return nil
        }
        let dimensions = shape.dimensions
        outer = dimensions[..<first].reduce(1, *)
        size = first <= last ? dimensions[first...last].reduce(1, *) : 1
        inner = first <= last ? dimensions[(last + 1)...].reduce(1, *) : 1
    }

    /// Calls `body` with every block, on all cores.
    func inBlocks(_ body: @Sendable (_ block: Int) -> Void) {
        inParts(outer, each: size * inner) { part in
            for block in part { body(block) }
        }
    }

    /// A total of each group, in double precision.
    func totals(_ total: loops_total, of values: PlainKernel.Floats, start: Double = 0) -> [Double] {
        [Double](unsafeUninitializedCapacity: groupCount) { totals, count in
            count = groupCount
            nonisolated(unsafe) let (values, totals) = (values, totals)
            inBlocks { block in
                let rows = values.baseAddress! + block * size * inner
                if inner == 1 {
                    (totals.baseAddress! + block).initialize(
                        to: loops_total_row(total, rows, size))
                } else {
                    let sums = totals.baseAddress! + block * inner
                    sums.initialize(repeating: start, count: inner)
                    for row in 0..<size { loops_total_column(total, rows + row * inner, sums, inner) }
                }
            }
        }
    }

    /// Writes one value to all elements of each group.
    func spread(_ values: PlainKernel.Floats, times factor: Float, into target: PlainKernel.MutableFloats) {
        nonisolated(unsafe) let (values, target) = (values, target)
        inBlocks { block in
            let rows = target.baseAddress! + block * size * inner
            let own = values.baseAddress! + block * inner
            withUnsafePointer(to: factor) { factor in
                if inner == 1 {
                    loops_arithmetic_row(LOOPS_MULTIPLY, own, 0, factor, 0, rows, size)
                } else {
                    for row in 0..<size {
                        loops_arithmetic_row(LOOPS_MULTIPLY, own, 1, factor, 0, rows + row * inner, inner)
                    }
                }
            }
        }
    }
}
