import Tensors
import Words

/// Weighted sums along axes: enlarging and shrinking with linear and cubic interpolation.
public struct Resampling: PlainOperator {
    /// What one position of the output takes of an axis of the input.
    public struct Taps: Sendable, Hashable {
        public let positions: [Int]
        public let weights: [Float]

        public init(positions: [Int], weights: [Float]) {
            self.positions = positions
            self.weights = weights
        }
    }

    /// For each axis, counted with the batch, the taps of every position; nil keeps the axis as it is.
    public let axes: [[Taps]?]
    public let summary: Words

    public init(_ axes: [[Taps]?], summary: LayerName) {
        self.axes = axes
        self.summary = summary.words
    }

    public var kind: LayerKind { .reshape }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: axes.count)
        var dimensions = input.dimensions
        for (axis, taps) in axes.enumerated() {
            guard let taps else { continue }
            for position in taps.flatMap(\.positions) where position < 0 || position >= input[axis] {
                throw .badSetting("position along axis \(axis)", value: position)
            }
            dimensions[axis] = taps.count
        }
        return Shape(dimensions)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        guard axes.count == 4 else { return .unknown }
        return axes[2] == nil && axes[3] == nil ? .samePlace : .unknown
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let tables = zip(axes, input.dimensions).map { taps, extent in
            taps.map { AxisTaps($0, extent: extent) }
        }
        if axes.count > 2, axes[0] == nil, axes[1] == nil {
            let planes = try PlaneLayout(inputs[0], in: context)
            let output = try planes.withExtents(
                zip(tables, input.dimensions).dropFirst(2).map { $0?.count ?? $1 }, in: context)
            return try Self.kernel(
                [nil] + tables.dropFirst(2) + [nil], of: [planes.planes] + planes.extents + [planes.lanes],
                from: planes.layout, to: output.layout, in: context)
        }
        return try Self.kernel(
            tables, of: input.dimensions, from: context.plainLayout(input),
            to: context.plainLayout(checked(try outputShape(of: [input]))), in: context)
    }

    private static func kernel(
        _ axes: [AxisTaps?], of extents: [Int], from input: MemoryDescriptor, to output: MemoryDescriptor,
        in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let sums = SeparableSums(axes, of: extents)
        let gradientSums = SeparableSums(gradientOf: axes, of: extents)
        return try PlainKernel(
            layouts: [input], output: output, in: context,
            compute: { sums($0[0], into: $1) },
            differentiate: { gradientSums($0.gradient, into: $0.target) })
    }
}
