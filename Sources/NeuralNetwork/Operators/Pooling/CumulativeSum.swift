import Tensors
import Words

/// The sums of all elements up to each one along an axis.
public struct CumulativeSum: PlainOperator {
    public let axis: Int
    /// Whether an element is no part of its own sum.
    public let isExclusive: Bool
    /// Whether sums are of the elements from each one to the end.
    public let isReversed: Bool

    public init(axis: Int, isExclusive: Bool = false, isReversed: Bool = false) {
        self.axis = axis
        self.isExclusive = isExclusive
        self.isReversed = isReversed
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words { "Cumulative sum" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard axis >= 0, axis < input.rank else { throw .badSetting("axis", value: axis) }
        return input
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        inputs[0].rank == 4 && axis < 2 ? .samePlace : .unknown
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let (extent, inner) = (shape[axis], shape.dimensions[(axis + 1)...].reduce(1, *))
        let (isExclusive, isReversed) = (isExclusive, isReversed)
        /// Sums up along the axis; those of gradients run the other way.
        @Sendable func sum(
            _ input: PlainKernel.Floats, into output: PlainKernel.MutableFloats, reversed: Bool
        ) {
            guard extent > 0 else { return }
            for line in 0..<output.count / extent {
                let start = line / inner * extent * inner + line % inner
                var total = 0.0
                for step in 0..<extent {
                    let position = start + (reversed ? extent - 1 - step : step) * inner
                    let before = total
                    total += Double(input[position])
                    output[position] = Float(isExclusive ? before : total)
                }
            }
        }
        return try PlainKernel(
            inputs: [shape], output: shape, in: context,
            compute: { sum($0[0], into: $1, reversed: isReversed) },
            differentiate: { sum($0.gradient, into: $0.target, reversed: !isReversed) })
    }
}
