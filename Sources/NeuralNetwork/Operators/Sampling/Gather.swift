import CVectorLoops
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
        guard input.strides != nil, output.count > 0 else { return nil }
        var steps = [Int](repeating: 1, count: positions.count)
        for (axis, chosen) in positions.enumerated() {
            guard let chosen else { continue }
            if chosen.count > 1 { steps[axis] = chosen[1] - chosen[0] }
            guard steps[axis] > 0, chosen[0] >= 0,
                chosen.indices.allSatisfy({ chosen[$0] == chosen[0] + $0 * steps[axis] })
            else { return nil }
        }
        let positions = positions
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
        let table = SelectionTable(positions, input: input)
        let fill = fill
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
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
            differentiate: { backward in
                backward.target.update(repeating: 0)
                let (gradient, target) = (backward.gradient.baseAddress!, backward.target.baseAddress!)
                table.forEachRun { position, source, count in
                    guard source >= 0 else { return }
                    loops_arithmetic_row(
                        LOOPS_ADD, target + source, 1, gradient + position, 1, target + source, count)
                }
            })
    }
}

/// The positions of ``Gather`` as offsets into row-major elements.
private struct SelectionTable {
    /// For each axis up to the last one that is picked from, the offset of every chosen position, or −1.
    private let offsets: [[Int]]
    /// Elements after each of them that follow as they are.
    private let run: Int

    init(_ positions: [[Int]?], input: Shape) {
        var offsets: [[Int]] = []
        var run = 1
        var step = 1
        for axis in (0..<input.rank).reversed() {
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

    /// Calls `body` with the first position of each run in the output and in the input (or −1), and its length.
    @inline(__always)
    func forEachRun(_ body: (_ target: Int, _ source: Int, _ count: Int) -> Void) {
        forEachRun(in: 0..<runCount, body)
    }

    /// The same on all cores.
    @inline(__always)
    func inRuns(_ body: @Sendable (_ target: Int, _ source: Int, _ count: Int) -> Void) {
        inParts(runCount, each: run) { forEachRun(in: $0, body) }
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
