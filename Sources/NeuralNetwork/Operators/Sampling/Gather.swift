import Tensors
import Words

/// Picks elements along axes: output[…, i, …] = input[…, positions[i], …].
///
/// Slices, gathers, flips, repetitions, paddings and enlargements by the nearest pixel are all of this kind.
public struct Gather: PlainOperator {
    /// For each axis, counted with the batch, the positions in the input or −1 for ``fill``; nil keeps the axis as it is.
    public let positions: [[Int]?]
    /// What stands where a position is −1.
    public let fill: Float
    public let summary: Words

    public init(_ positions: [[Int]?], fill: Float = 0, summary: LayerName) {
        self.positions = positions
        self.fill = fill
        self.summary = summary.words
    }

    public var kind: LayerKind { .reshape }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: positions.count)
        var dimensions = input.dimensions
        for (axis, chosen) in positions.enumerated() {
            guard let chosen else { continue }
            for position in chosen where position < -1 || position >= input[axis] {
                throw .badSetting("position along axis \(axis)", value: position)
            }
            dimensions[axis] = chosen.count
        }
        return Shape(dimensions)
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        positions.enumerated().map { axis, chosen in
            guard let chosen else { return inputs[0].roles[axis] }
            let role = inputs[0].roles[axis]
            let isRun = chosen.indices.dropFirst().allSatisfy { chosen[$0] == chosen[$0 - 1] + 1 }
            switch role {
            case .places(let rows, let columns, let first):
                guard isRun, let start = chosen.first, start >= 0, start <= first,
                    start + chosen.count >= first + rows * columns
                else { return .other }
                return .places(rows: rows, columns: columns, first: first - start)
            case .rows, .columns: return zip(chosen, chosen.dropFirst()).allSatisfy(<=) ? role : .other
            default: return role
            }
        }
    }

    /// The axis along which nothing but what stands before the places of the picture is picked, such as a class token.
    func axisBeforePlaces(of input: RoleAxes) -> Int? {
        positions.indices.first { axis in
            guard let chosen = positions[axis], case .places(_, _, let first) = input.roles[axis] else {
                return false
            }
            return chosen.allSatisfy { (0..<first).contains($0) }
        }
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        guard positions.count == 4, let rows = Self.axis(positions[2]), let columns = Self.axis(positions[3])
        else { return .unknown }
        return .part(rows: rows, columns: columns)
    }

    /// The receptive field along one axis; nil where the positions do not lie evenly.
    private static func axis(_ chosen: [Int]?) -> ReceptiveField.Axis? {
        guard let chosen else { return .init() }
        let read = chosen.enumerated().filter { $0.element >= 0 }
        guard let first = read.first else { return nil }
        let stride = read.count > 1 ? (read[1].element - first.element) / (read[1].offset - first.offset) : 1
        guard stride >= 0,
            read.allSatisfy({ $0.element - first.element == ($0.offset - first.offset) * stride })
        else { return nil }
        return .init(stride: stride, first: first.element - first.offset * stride)
    }

    /// The channels, where nothing else is picked and nothing filled in.
    private var pickedChannels: [Int]? {
        guard positions.count == 4, let channels = positions[1], !channels.contains(-1),
            positions.enumerated().allSatisfy({ $0.offset == 1 || $0.element == nil })
        else { return nil }
        return channels
    }

    /// Positions at even distances along every axis, as a view.
    ///
    /// - Returns: nil where there are others, or where they are in blocks.
    private func view(
        of input: MemoryDescriptor, _ output: Shape, in context: ComputeContext
    ) throws(EngineError) -> (any Kernel)? {
        guard let strides = input.strides, output.count > 0 else { return nil }
        var steps = [Int](repeating: 1, count: positions.count)
        for (axis, chosen) in positions.enumerated() {
            guard let chosen else { continue }
            if chosen.count > 1 { steps[axis] = chosen[1] - chosen[0] }
            guard steps[axis] > 0, chosen[0] >= 0,
                chosen.indices.allSatisfy({ chosen[$0] == chosen[0] + $0 * steps[axis] })
            else { return nil }
        }
        let positions = positions
        guard
            MemoryDescriptor.canBeStrided(output, strides: zip(strides, steps).map { $0 * $1 }),
            MemoryDescriptor.canBeStrided(output, strides: zip(input.shape.strides, steps).map { $0 * $1 })
        else { return nil }
        return try ViewKernel(output, of: input, in: context) { strides in
            (
                strides.indices.map { strides[$0] * steps[$0] },
                strides.indices.reduce(0) { $0 + (positions[$1]?[0] ?? 0) * strides[$1] }
            )
        }
    }

    public var readsViews: Bool { true }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: [input]))
        if let channels = pickedChannels, try ChannelMapKernel.takes(inputs, channels: channels.count) {
            let sources = channels.map { ChannelMapKernel.Source(input: 0, channel: $0) }
            return try ChannelMapKernel(sources, inputs: [input], in: context)
        }
        if let view = try view(of: inputs[0], output, in: context) { return view }
        let isFilled = positions.contains { $0?.contains(-1) ?? false }
        // What fills up blocks of channels has to stay zero.
        guard positions.count == 4, positions[0] == nil, positions[1] == nil, !isFilled || fill == 0 else {
            return try makeKernel(
                positions, of: input.dimensions, from: context.plainLayout(input),
                to: context.plainLayout(output), isFilled: isFilled, in: context)
        }
        let planes = try PlaneLayout(inputs[0], in: context)
        return try makeKernel(
            [nil, positions[2], positions[3], nil], of: [planes.planes] + planes.extents + [planes.lanes],
            from: planes.layout, to: planes.withExtents([output[2], output[3]], in: context).layout,
            isFilled: isFilled, in: context)
    }

    private func makeKernel(
        _ positions: [[Int]?], of extents: [Int], from input: MemoryDescriptor, to output: MemoryDescriptor,
        isFilled: Bool, in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let table = SelectionTable(positions, input: extents)
        // Each is a sum of one element, or of none.
        let axes = zip(positions, extents).map { chosen, extent in
            chosen.map { chosen in
                AxisTaps(
                    chosen.map {
                        $0 < 0 ? .init(positions: [], weights: []) : .init(positions: [$0], weights: [1])
                    },
                    extent: extent)
            }
        }
        let sums = table.run < 32 && (!isFilled || fill == 0) ? SeparableSums(axes, of: extents) : nil
        let gradientSums = SeparableSums(gradientOf: axes, of: extents)
        let fill = fill
        return try PlainKernel(
            layouts: [input], output: output, in: context,
            compute: { inputs, output in
                if let sums { return sums(inputs[0], into: output) }
                // Each run of the output is written by one part of the work.
                nonisolated(unsafe) let (input, output) = (inputs[0].baseAddress, output.baseAddress!)
                table.inRuns { target, source, count in
                    if source < 0 {
                        (output + target).update(repeating: fill, count: count)
                    } else {
                        (output + target).update(from: input! + source, count: count)
                    }
                }
            },
            differentiate: { gradientSums($0.gradient, into: $0.target) })
    }
}

/// The positions of ``Gather`` as offsets into row-major elements.
private struct SelectionTable {
    /// For each axis up to the last one that is picked from, the offset of every chosen position, or −1.
    private let offsets: [[Int]]
    /// Elements after each of them that follow as they are.
    let run: Int

    /// - Parameter input: the extents of the input.
    init(_ positions: [[Int]?], input: [Int]) {
        var offsets: [[Int]] = []
        var run = 1
        var step = 1
        for axis in input.indices.reversed() {
            if let chosen = positions[axis] {
                if offsets.isEmpty, let first = chosen.first, first >= 0,
                    chosen.elementsEqual(first..<first + chosen.count)
                {
                    offsets.append([first * step])
                    run *= chosen.count
                } else {
                    offsets.append(chosen.map { $0 < 0 ? -1 : $0 * step })
                }
            } else if offsets.isEmpty {
                run *= input[axis]
            } else {
                offsets.append((0..<input[axis]).map { $0 * step })
            }
            step *= input[axis]
        }
        self.offsets = offsets.reversed()
        self.run = run
    }

    private var runCount: Int { run == 0 ? 0 : offsets.reduce(1) { $0 * $1.count } }

    /// Calls `body` with the first position of each run in the output and in the input (or −1), and its length, on all cores.
    @inline(__always)
    func inRuns(_ body: @Sendable (_ target: Int, _ source: Int, _ count: Int) -> Void) {
        Team.inParts(runCount, each: run) { forEachRun(in: $0, body) }
    }

    @inline(__always)
    private func forEachRun(in range: Range<Int>, _ body: (Int, Int, Int) -> Void) {
        guard !range.isEmpty else { return }
        var counters = [Int](repeating: 0, count: offsets.count)
        var rest = range.lowerBound
        for axis in counters.indices.reversed() {
            counters[axis] = rest % offsets[axis].count
            rest /= offsets[axis].count
        }
        for number in range {
            var source = 0
            for (axis, counter) in counters.enumerated() {
                let offset = offsets[axis][counter]
                source = offset < 0 || source < 0 ? -1 : source + offset
            }
            body(number * run, source, run)
            for axis in counters.indices.reversed() {
                counters[axis] += 1
                if counters[axis] < offsets[axis].count { break }
                counters[axis] = 0
            }
        }
    }
}
