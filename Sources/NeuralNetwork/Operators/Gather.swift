import Tensors

/// Picks elements along axes: output[…, i, …] = input[…, positions[i], …].
///
/// Slices, gathers, flips, repetitions, paddings and enlargements by the nearest pixel are all of this kind.
public struct Gather: Operator {
    /// For each axis, counted with the batch, the positions in the input or −1 for ``fill``; nil keeps the axis as it is.
    public let positions: [[Int]?]
    /// What stands where a position is −1.
    public let fill: Float
    public let summary: String

    public init(_ positions: [[Int]?], fill: Float = 0, summary: String) {
        self.positions = positions
        self.fill = fill
        self.summary = summary
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

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: [input]))
        let table = SelectionTable(positions, input: input)
        let fill = fill
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
                table.forEach { target, source in output[target] = source < 0 ? fill : inputs[0][source] }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                table.forEach { target, source in
                    if source >= 0 { backward.target[source] += backward.gradient[target] }
                }
            })
    }
}

/// The positions of ``Gather`` as offsets into row-major elements.
private struct SelectionTable {
    /// For each axis, the offset of every chosen position, or −1.
    private let offsets: [[Int]]

    init(_ positions: [[Int]?], input: Shape) {
        var offsets = [[Int]](repeating: [], count: input.rank)
        var step = 1
        for axis in (0..<input.rank).reversed() {
            offsets[axis] = (positions[axis] ?? Array(0..<input[axis])).map { $0 < 0 ? -1 : $0 * step }
            step *= input[axis]
        }
        self.offsets = offsets
    }

    /// Calls `body` with each position of the output and the one of the input, or −1.
    @inline(__always)
    func forEach(_ body: (_ target: Int, _ source: Int) -> Void) {
        guard let inner = offsets.last else { return body(0, 0) }
        let outer = offsets.dropLast()
        let rows = outer.reduce(1) { $0 * $1.count }
        guard rows > 0 else { return }
        var counters = [Int](repeating: 0, count: outer.count)
        var target = 0
        for _ in 0..<rows {
            var start = 0
            for (axis, counter) in counters.enumerated() {
                let offset = offsets[axis][counter]
                start = offset < 0 || start < 0 ? -1 : start + offset
            }
            for offset in inner {
                body(target, start < 0 || offset < 0 ? -1 : start + offset)
                target += 1
            }
            for axis in counters.indices.reversed() {
                counters[axis] += 1
                if counters[axis] < offsets[axis].count { break }
                counters[axis] = 0
            }
        }
    }
}
