import COneDNN
import Tensors

/// Elementwise sum or product of two inputs, of which the second may broadcast: each of its extents is the
/// first's or 1.
public struct Merge: Operator {
    public enum Operation: Sendable, Hashable {
        case add, multiply
    }

    public let operation: Operation

    public static let add = Merge(.add)
    public static let multiply = Merge(.multiply)

    public init(_ operation: Operation) {
        self.operation = operation
    }

    public var kind: LayerKind { .merge }
    public var summary: String { operation == .add ? "Add" : "Multiply" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs.count == 2 else { throw .inputCount(expected: 2, found: inputs.count) }
        let (a, b) = (inputs[0], inputs[1])
        guard a.rank == b.rank else { throw .notBroadcastable(a, b) }
        var isFirstWhole = true
        var isSecondWhole = true
        for (x, y) in zip(a.dimensions, b.dimensions) where x != y {
            guard x == 1 || y == 1 else { throw .notBroadcastable(a, b) }
            if x == 1 { isFirstWhole = false } else { isSecondWhole = false }
        }
        guard isFirstWhole || isSecondWhole else { throw .notBroadcastable(a, b) }
        return isFirstWhole ? a : b
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try MergeKernel(operation, inputs, in: context)
    }
}

private final class MergeKernel: Kernel {
    let output: MemoryDescriptor
    private let operation: Merge.Operation
    private let context: ComputeContext
    private let layouts: [MemoryDescriptor]
    /// The input that has the output's shape; the other may broadcast to it.
    private let whole: Int
    private let combine: Primitive
    /// Of two whole inputs, for the gradient of a product with respect to the one that broadcasts.
    private let product: Primitive?
    private let sum: Primitive?

    init(
        _ operation: Merge.Operation, _ inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) {
        self.operation = operation
        self.context = context
        let isEqual = inputs[0].shape == inputs[1].shape
        let whole =
            zip(inputs[0].shape.dimensions, inputs[1].shape.dimensions).allSatisfy { $0 >= $1 } ? 0 : 1
        self.whole = whole
        let layout = inputs[whole]
        output = layout
        let part = try isEqual ? layout : context.layout(inputs[1 - whole].shape, besides: layout)
        layouts = whole == 0 ? [layout, part] : [part, layout]
        func binary(
            _ algorithm: dnnl_alg_kind_t, _ first: MemoryDescriptor, _ second: MemoryDescriptor
        ) throws(EngineError) -> Primitive {
            try Primitive(
                PrimitiveDescriptor("merge two inputs") {
                    onednn_binary(
                        &$0, context.engine, algorithm, first.handle, second.handle, first.handle,
                        context.attributes)
                })
        }
        combine = try binary(operation == .add ? dnnl_binary_add : dnnl_binary_mul, layout, part)
        product = isEqual || operation == .add ? nil : try binary(dnnl_binary_mul, layout, layout)
        sum =
            isEqual
            ? nil
            : try Primitive(
                PrimitiveDescriptor("sum a gradient") {
                    onednn_reduction_sum(&$0, context.engine, layout.handle, part.handle, context.attributes)
                })
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let (first, second) = try operands(inputs)
        return KernelResult(try run(combine, first, second))
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let gradient = try context.convert(gradient, to: output)
        let (first, second) = try operands(inputs)
        if index == whole { return operation == .add ? gradient : try run(combine, gradient, second) }
        let full = operation == .add ? gradient : try run(product ?? combine, gradient, first)
        guard let sum else { return full }
        let reduced = try context.allocate(layouts[index])
        try sum.execute(context, (DNNL_ARG_SRC, full), (DNNL_ARG_DST, reduced))
        return reduced
    }

    /// The whole input and the other, in the layouts of the primitives.
    private func operands(_ inputs: [Memory]) throws(EngineError) -> (Memory, Memory) {
        (
            try context.convert(inputs[whole], to: layouts[whole]),
            try context.convert(inputs[1 - whole], to: layouts[1 - whole])
        )
    }

    private func run(_ primitive: Primitive, _ first: Memory, _ second: Memory) throws(EngineError) -> Memory
    {
        let result = try context.allocate(output)
        try primitive.execute(
            context, (DNNL_ARG_SRC_0, first), (DNNL_ARG_SRC_1, second), (DNNL_ARG_DST, result))
        return result
    }
}
