import Tensors
import Words

/// The same elements in row-major order under other axes; the batch stays the first.
public struct Reshape: PlainOperator {
    /// The new extents without the batch, or nil for one axis of all features (flatten).
    public let shape: Shape?

    public static let flatten = Reshape(nil)

    public init(_ shape: Shape?) {
        self.shape = shape
    }

    public var kind: LayerKind { .reshape }
    public var summary: Words { shape.map { "Reshape to \($0)" } ?? "Flatten" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        let count = input.withoutBatch.count
        guard let shape else { return [input[0], count] }
        guard shape.count == count else { throw .elementCount(expected: shape.count, found: count) }
        return Shape([input[0]] + shape.dimensions)
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        AxisRole.reshaped(inputs[0], to: output)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        inputs[0] == (try? outputShape(of: inputs)) ? .samePlace : .unknown
    }

    public var readsViews: Bool { true }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = checked(try outputShape(of: [inputs[0].shape]))
        return try ReshapeKernel.kernel(of: inputs[0], to: shape, in: context)
    }
}
