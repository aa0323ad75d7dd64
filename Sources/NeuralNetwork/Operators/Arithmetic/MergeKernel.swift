import COneDNN
import Tensors

/// Sums and products by oneDNN, where one input has the output's shape and the other may broadcast to it.
final class MergeKernel: Kernel {
    let output: MemoryDescriptor
    private let operation: ElementwiseArithmetic.Operation
    private let context: ComputeContext
    private let layouts: [MemoryDescriptor]
    /// The input that has the output's shape; the other may broadcast to it.
    private let whole: Int
    private let combine: Primitive
    /// The product of two whole inputs, for the gradient of a product with respect to the one that broadcasts.
    private let product: Primitive?
    private let sum: Primitive?

    /// Whether the shapes are of one rank and one of them is the output's.
    static func takes(_ first: Shape, _ second: Shape) -> Bool {
        guard first.rank == second.rank, first.rank <= 5, first.rank > 0, first.count > 0, second.count > 0
        else {
            return false
        }
        let pairs = zip(first.dimensions, second.dimensions)
        return pairs.allSatisfy { $0 >= $1 } || pairs.allSatisfy { $0 <= $1 }
    }

    init(
        _ operation: ElementwiseArithmetic.Operation, _ inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) {
        self.operation = operation
        self.context = context
        let isEqual = inputs[0].shape == inputs[1].shape
        let whole =
            zip(inputs[0].shape.dimensions, inputs[1].shape.dimensions).allSatisfy { $0 >= $1 } ? 0 : 1
        self.whole = whole
        let layout = inputs[whole]
        output = layout
        let part =
            try isEqual
            ? layout
            : context.layout(inputs[1 - whole].shape, besides: layout).holding(layout.elements)
        layouts = whole == 0 ? [layout, part] : [part, layout]
        func binary(
            _ algorithm: dnnl_alg_kind_t, _ first: MemoryDescriptor, _ second: MemoryDescriptor
        ) throws(EngineError) -> Primitive {
            try Primitive(
                PrimitiveDescriptor(.merge) {
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
                PrimitiveDescriptor(.sumGradient) {
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
