import Tensors
import Words

/// The axes in another order: output axis i is input axis `order[i]`.
public struct Transpose: PlainOperator {
    /// A permutation of the axes, counted with the batch.
    public let order: [Int]

    public init(_ order: [Int]) {
        self.order = order
    }

    public var kind: LayerKind { .reshape }
    public var summary: Words { "Transpose \(order.map(String.init).joined(separator: ", "))" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: order.count)
        guard order.sorted() == Array(0..<order.count) else {
            throw .badSetting("order of axes", value: order.count)
        }
        return Shape(order.map { input[$0] })
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] { order.map { inputs[0].roles[$0] } }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        order.dropFirst(2).elementsEqual([2, 3]) ? .samePlace : .unknown
    }

    public var readsViews: Bool { true }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try TransposeKernel.kernel(order, of: inputs[0], in: context)
    }
}

/// Blocks of channels with their axes in another order, row by row.
final class TransposeKernel: Kernel {
    let output: MemoryDescriptor
    private let input: MemoryDescriptor
    /// The output's elements under the input's axes.
    private let view: MemoryDescriptor
    private let context: ComputeContext

    /// Rows are left where they are.
    static func kernel(
        _ order: [Int], of input: MemoryDescriptor, in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        guard input.strides != nil else { return try TransposeKernel(order, from: input, in: context) }
        return try ViewKernel(Shape(order.map { input.shape[$0] }), of: input, in: context) { strides in
            (order.map { strides[$0] }, 0)
        }
    }

    private init(
        _ order: [Int], from input: MemoryDescriptor, in context: ComputeContext
    ) throws(EngineError) {
        self.context = context
        self.input = input
        let shape = Shape(order.map { input.shape[$0] })
        output = try context.plainLayout(shape)
        var strides = [Int](repeating: 1, count: order.count)
        for (axis, stride) in shape.strides.enumerated() { strides[order[axis]] = stride }
        view = try .strided(input.shape, strides: strides)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        try context.copy(inputs[0], into: result.alias(view, engine: context.engine))
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        try context.copy(of: gradient, laidOutAs: output, seenAs: view, in: input)
    }
}
