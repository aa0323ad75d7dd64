import CVectorLoops
import Foundation
import Tensors

/// Weighted sums along some axes, one axis after the other.
struct SeparableSums: Sendable {
    /// The sums along one axis of an array of which the axis has `outer` elements before it and `inner` after it.
    fileprivate struct Pass {
        let outer, inner: Int
        let axis: Axis
    }

    /// An axis of positions that are summed up, or that are shared out to those that were summed.
    fileprivate enum Axis {
        case sums(AxisTaps)
        case shares(AxisTaps)

        /// Positions before and after.
        var extent: Int {
            switch self {
            case .sums(let taps): taps.extent
            case .shares(let taps): taps.count
            }
        }
        var count: Int {
            switch self {
            case .sums(let taps): taps.count
            case .shares(let taps): taps.extent
            }
        }
    }

    /// Arrays that are summed each by itself, and the elements of each before and after.
    private let units, inputCount, outputCount: Int
    private let passes: [Pass]
    /// Elements of the greatest result between two passes.
    private let roomCount: Int

    /// - Parameters:
    ///   - axes: nil for those that stay as they are.
    ///   - extents: of the input, row-major.
    init(_ axes: [AxisTaps?], of extents: [Int]) {
        self.init(axes.map { $0.map(Axis.sums) }, of: extents)
    }

    /// The gradient of such sums: the same weights the other way.
    init(gradientOf axes: [AxisTaps?], of extents: [Int]) {
        self.init(
            axes.map { $0.map { taps in taps.transposed.map(Axis.sums) ?? .shares(taps) } },
            of: zip(extents, axes).map { extent, taps in taps?.count ?? extent })
    }

    private init(_ axes: [Axis?], of extents: [Int]) {
        let first = axes.firstIndex { $0 != nil } ?? extents.count
        units = extents[..<first].reduce(1, *)
        var current = extents
        func product(_ range: Range<Int>) -> Int { current[range].reduce(1, *) }
        inputCount = product(first..<extents.count)
        // Fewest elements between the passes: what shrinks comes first, rows before columns, and what grows comes last, columns
        // before rows.
        let chosen = axes.indices.filter { axes[$0] != nil }
        let shrinking = chosen.filter { axes[$0]!.count < axes[$0]!.extent }
        let others = chosen.filter { axes[$0]!.count >= axes[$0]!.extent }.reversed()
        var passes: [Pass] = []
        var roomCount = 0
        for axis in shrinking + others {
            let own = axes[axis]!
            passes.append(
                Pass(outer: product(first..<axis), inner: product(axis + 1..<extents.count), axis: own))
            current[axis] = own.count
            roomCount = max(roomCount, product(first..<extents.count))
        }
        self.passes = passes
        self.roomCount = passes.count > 1 ? roomCount : 0
        outputCount = product(first..<extents.count)
    }

    func callAsFunction(_ input: PlainKernel.Floats, into output: PlainKernel.MutableFloats) {
        if passes.isEmpty { _ = output.update(from: input) }
        guard let first = input.baseAddress, let firstOfOutput = output.baseAddress, !passes.isEmpty
        else { return }
        // Each unit, or each part of a pass, writes its own elements.
        nonisolated(unsafe) let (source, target) = (first, firstOfOutput)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let isSmall = units * max(inputCount, outputCount) <= worthwhilePart
        let workers = isSmall ? 1 : min(units, cores)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: workers * 2 * roomCount + 1) { room in
            nonisolated(unsafe) let room = room.baseAddress!
            let isShared = units < cores && !isSmall
            @Sendable func sum(_ unit: Int, _ worker: Int) {
                run(
                    source + unit * inputCount, room + worker * 2 * roomCount, target + unit * outputCount,
                    onAllCores: isShared)
            }
            if workers > 1 && !isShared {
                Team.byWorkers(workers, units, sum)
            } else {
                for unit in 0..<units { sum(unit, 0) }
            }
        }
    }

    /// The passes on one unit.
    ///
    /// - Parameter room: for two results between passes.
    private func run(
        _ input: UnsafePointer<Float>, _ room: UnsafeMutablePointer<Float>,
        _ output: UnsafeMutablePointer<Float>, onAllCores: Bool
    ) {
        var source = input
        for (number, pass) in passes.enumerated() {
            let target = number == passes.count - 1 ? output : room + number % 2 * roomCount
            pass.run(source, into: target, onAllCores: onAllCores)
            source = UnsafePointer(target)
        }
    }
}

extension SeparableSums.Pass {
    fileprivate func run(
        _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, onAllCores: Bool
    ) {
        nonisolated(unsafe) let (source, target) = (source, target)
        let (count, extent) = (axis.count, axis.extent)
        guard count * inner > 0 else { return }
        @Sendable func compute(_ block: Int, _ part: Range<Int>) {
            let (from, to) = (source + block * extent * inner, target + block * count * inner)
            switch axis {
            case .sums(let taps): taps.sum(from, elementsOf: inner, part, into: to)
            case .shares(let taps): taps.share(from, elementsOf: inner, into: to)
            }
        }
        if !onAllCores {
            for block in 0..<outer { compute(block, 0..<count) }
        } else if case .sums(let taps) = axis, outer <= count {
            for block in 0..<outer {
                Team.inParts(count, each: inner * taps.width) { compute(block, $0) }
            }
        } else {
            Team.inParts(outer, each: max(count, extent) * inner) { blocks in
                for block in blocks { compute(block, 0..<count) }
            }
        }
    }
}

extension AxisTaps {
    /// The sums of some positions, each of which is `size` floats.
    fileprivate func sum(
        _ source: UnsafePointer<Float>, elementsOf size: Int, _ part: Range<Int>,
        into target: UnsafeMutablePointer<Float>
    ) {
        positions.withUnsafeBufferPointer { positions in
            weights.withUnsafeBufferPointer { weights in
                loops_weighted_sums(
                    source, size, positions.baseAddress.map { $0 + part.lowerBound },
                    weights.baseAddress.map { $0 + part.lowerBound }, count, width,
                    target + part.lowerBound * size, part.count)
            }
        }
    }

    /// What is left of the sums to the positions that they were taken of.
    fileprivate func share(
        _ source: UnsafePointer<Float>, elementsOf size: Int, into target: UnsafeMutablePointer<Float>
    ) {
        target.update(repeating: 0, count: extent * size)
        positions.withUnsafeBufferPointer { positions in
            weights.withUnsafeBufferPointer { weights in
                loops_spread_sums(
                    source, size, positions.baseAddress, weights.baseAddress, count, width, target, count)
            }
        }
    }
}
