import Tensors
import Words

/// The same elements in row-major order under other axes, the batch's among them: a network with such a layer takes the
/// number of inputs at a time for which it was built.
public struct BatchReshape: PlainOperator {
    /// The new extents with the batch.
    public let shape: Shape

    public init(_ shape: Shape) {
        self.shape = shape
    }

    public var kind: LayerKind { .reshape }
    public var summary: Words { "Reshape to \(shape)" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard shape.count == input.count else {
            throw .elementCount(expected: shape.count, found: input.count)
        }
        return shape
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        AxisRole.reshaped(inputs[0], to: output)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        inputs[0] == shape ? .samePlace : .unknown
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try ReshapeKernel(from: inputs[0].shape, to: shape, in: context)
    }
}
