import Tensors
import Words

/// Elements at places along one axis that another input says, as where boxes are picked by their rank: ONNX's `GatherElements`, PyTorch's
/// `gather`.
///
/// The first input holds the elements, the second one places, counted from 0 or, where negative, from the end; fractions are cut off, and
/// places outside are brought to the nearest end. Along the other axes an element comes from its own place, so the second input's
/// extents are at most the first one's there. The output has the second input's shape; the gradient goes to the elements, places
/// have none.
public struct ElementGathering: PlainOperator {
    /// Counted with the batch.
    public let axis: Int

    public init(axis: Int) { self.axis = axis }

    public var kind: LayerKind { .reshape }
    public var summary: Words { "Gather elements" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (elements, places) = try inputs.pair(constant: nil)
        guard places.rank == elements.rank else { throw .rank(expected: elements.rank, found: places) }
        guard axis >= 0, axis < elements.rank, elements[axis] > 0 || places.count == 0 else {
            throw .badSetting("axis", value: axis)
        }
        for other in 0..<elements.rank where other != axis && places[other] > elements[other] {
            throw .extent(axis: "along axis \(other)", expected: elements[other], found: places[other])
        }
        return places
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        AxisRole.unknown(of: output, from: inputs)
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let (elements, places) = (inputs[0].shape, inputs[1].shape)
        let (axis, extent, strides) = (axis, elements[axis], elements.strides)
        /// Where each element of the output comes from.
        @Sendable func sources(_ indices: UnsafeBufferPointer<Float>) -> [Int] {
            let own = places.strides
            return (0..<places.count).map { position in
                var source = 0
                for other in 0..<places.rank where other != axis {
                    source += position / own[other] % places[other] * strides[other]
                }
                let index = indices[position]
                let asked = index.isFinite ? Int(max(-1e9, min(1e9, index))) : 0
                return source + min(max(asked < 0 ? asked + extent : asked, 0), extent - 1) * strides[axis]
            }
        }
        return try PlainKernel(
            inputs: [elements, places], output: places, in: context,
            compute: { inputs, output in
                for (position, source) in sources(inputs[1]).enumerated() {
                    output[position] = inputs[0][source]
                }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                guard backward.index == 0 else { return }
                for (position, source) in sources(backward.inputs[1]).enumerated() {
                    backward.target[source] += backward.gradient[position]
                }
            })
    }
}
