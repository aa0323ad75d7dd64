import CVectorLoops
import Foundation
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
        Team.inParts(outer, each: size * inner) { part in
            for block in part { body(block) }
        }
    }

    /// Groups that lie beside each other.
    struct Strip {
        /// The place of the first element; the groups' next elements follow at the distance ``AxisGroups/inner``.
        let start: Int
        /// The first group, and how many there are.
        let group, lanes: Int
    }

    /// Calls `body` with strips that make up all groups, on all cores.
    func inStrips(_ body: @Sendable (Strip) -> Void) {
        let width = min(max(inner, 1), 256)
        let perBlock = (inner + width - 1) / width
        Team.inParts(outer * perBlock, each: size * width) { part in
            for number in part {
                let (block, strip) = number.quotientAndRemainder(dividingBy: perBlock)
                let lane = strip * width
                body(
                    Strip(
                        start: block * size * inner + lane, group: block * inner + lane,
                        lanes: min(width, inner - lane)))
            }
        }
    }

    /// Calls `fill` with every strip and the places of its groups in an array of one number for each group.
    private func perGroup(
        _ fill: @Sendable (Strip, UnsafeMutablePointer<Double>) -> Void
    ) -> [Double] {
        [Double](unsafeUninitializedCapacity: groupCount) { numbers, count in
            count = groupCount
            guard let numbers = numbers.baseAddress else { return }
            nonisolated(unsafe) let start = numbers
            inStrips { fill($0, start + $0.group) }
        }
    }

    /// A total of each group, in double precision.
    func totals(_ total: loops_total, of values: PlainKernel.Floats, start: Double = 0) -> [Double] {
        nonisolated(unsafe) let values = values
        return perGroup { strip, totals in
            let rows = values.baseAddress! + strip.start
            if inner == 1 {
                totals.initialize(to: loops_total_row(total, rows, size))
            } else {
                totals.initialize(repeating: start, count: strip.lanes)
                for row in 0..<size { loops_total_column(total, rows + row * inner, totals, strip.lanes) }
            }
        }
    }

    /// ln Σexp(x) of each group.
    func logarithmsOfSumsOfExponentials(_ values: PlainKernel.Floats) -> [Double] {
        nonisolated(unsafe) let values = values
        return perGroup { strip, results in
            let rows = values.baseAddress! + strip.start
            withUnsafeTemporaryAllocation(of: Double.self, capacity: strip.lanes) { peaks in
                let peaks = peaks.baseAddress!
                if inner == 1 {
                    peaks.initialize(to: loops_total_row(LOOPS_GREATEST, rows, size))
                    results.initialize(to: loops_exponential_total_row(rows, Float(peaks[0]), size))
                } else {
                    peaks.initialize(repeating: -.infinity, count: strip.lanes)
                    results.initialize(repeating: 0, count: strip.lanes)
                    for row in 0..<size {
                        loops_total_column(LOOPS_GREATEST, rows + row * inner, peaks, strip.lanes)
                    }
                    for row in 0..<size {
                        loops_exponential_total_column(rows + row * inner, peaks, results, strip.lanes)
                    }
                }
                for lane in 0..<strip.lanes {
                    results[lane] = peaks[lane].isInfinite ? peaks[lane] : peaks[lane] + log(results[lane])
                }
            }
        }
    }

    /// Writes one value to all elements of each group.
    func spread(_ values: PlainKernel.Floats, times factor: Float, into target: PlainKernel.MutableFloats) {
        nonisolated(unsafe) let (values, target) = (values, target)
        inRows { start, count, group, step in
            withUnsafePointer(to: factor) { factor in
                loops_arithmetic_row(
                    LOOPS_MULTIPLY, values.baseAddress! + group, step, factor, 0, target.baseAddress! + start,
                    count)
            }
        }
    }

    /// Calls `body` with the first place and the length of each row of neighbouring elements, the group of its first element
    /// and the distance of groups between elements: 0 where all are of one group, else 1; on all cores.
    func inRows(_ body: @Sendable (_ start: Int, _ count: Int, _ group: Int, _ step: Int) -> Void) {
        inStrips { strip in
            if inner == 1 {
                body(strip.start, size, strip.group, 0)
            } else {
                for row in 0..<size { body(strip.start + row * inner, strip.lanes, strip.group, 1) }
            }
        }
    }
}
