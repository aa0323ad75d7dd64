import COneDNN
import Tensors

/// One matrix product of oneDNN with the layouts that its operands are seen in.
final class MatrixProductPrimitive {
    private let context: ComputeContext
    private let primitive: Primitive
    private let left, right, output: MemoryDescriptor
    private let bias: Memory?
    /// The right factor in the layout that the primitive likes best, where it never changes.
    private let fixedRight: Memory?
    /// The place of what is added among the operations after the product; nil for nothing.
    private let addend: Int32?
    /// Sums over matrices, where the result has fewer of them than the product, and the layout it sums to.
    private let sum: (primitive: Primitive, target: MemoryDescriptor)?

    /// Takes what ``MatrixStackProduct`` takes.
    init(
        _ left: MatrixStack, _ right: MatrixStack, _ tail: MatrixProductTail, sumsTo batch: [Int]?,
        fixedRight: Tensor?, in context: ComputeContext
    ) throws(EngineError) {
        self.context = context
        let whole = left.batch(times: right)
        let output = try MemoryDescriptor.plain(Shape(whole + [left.rows, right.columns]))
        self.output = output
        self.left = try left.layout()
        // A single row is bound by reading the matrix once, which the library's inner product does best.
        let isRow = whole.isEmpty && left.rows == 1
        let rowRank = isRow ? 1 : whole.count + 2
        let bias = try tail.bias.map { (bias) throws(EngineError) in
            try context.memory(bias).alias(
                .plain(Shape([Int](repeating: 1, count: rowRank - 1) + [bias.count])), engine: context.engine)
        }
        self.bias = bias
        let attributes = try FusedAttributes(
            scaling: tail.factor, adding: tail.adds ? output : nil, then: tail.activation)
        addend = attributes.addend
        let descriptor: PrimitiveDescriptor
        if isRow {
            let weights = try right.transposed.layout()
            let row = self.left
            descriptor = try PrimitiveDescriptor(.make(.innerProduct)) {
                onednn_inner_product(
                    &$0, context.engine, row.handle, weights.handle, bias?.descriptor.handle, output.handle,
                    attributes.handle)
            }
            self.right = weights
            self.fixedRight = nil
        } else {
            let plain = try right.layout()
            let wanted = fixedRight == nil ? plain : try .any(plain.shape)
            let rows = self.left
            descriptor = try PrimitiveDescriptor(.make(.matrixProduct)) {
                onednn_matmul(
                    &$0, context.engine, rows.handle, wanted.handle, bias?.descriptor.handle, output.handle,
                    attributes.handle)
            }
            if let fixedRight {
                let liked = descriptor.layout(dnnl_query_weights_md, plain.shape.dimensions) ?? plain
                self.right = liked
                self.fixedRight = try Self.laidOut(fixedRight, seenAs: right, in: liked, context)
            } else {
                self.right = plain
                self.fixedRight = nil
            }
        }
        primitive = try Primitive(descriptor)
        let kept = batch ?? whole
        sum =
            kept == whole
            ? nil : try Self.sum(output, to: Shape(kept + [left.rows, right.columns]), in: context)
    }

    /// A constant factor in a layout, made once and shared.
    private static func laidOut(
        _ matrix: Tensor, seenAs stack: MatrixStack, in layout: MemoryDescriptor, _ context: ComputeContext
    ) throws(EngineError) -> Memory {
        let shape = Shape([stack.rows, stack.columns])
        if stack == MatrixStack(rows: stack.rows, columns: stack.columns) {
            return try context.weights(matrix, as: shape, in: layout)
        }
        let seen = try context.memory(matrix).alias(stack.layout(), engine: context.engine)
        return try context.weights(matrix, as: .transposed, in: layout) {
            [unowned context] (made) throws(EngineError) in
            try context.copy(seen, into: made)
        }
    }

    private static func sum(
        _ whole: MemoryDescriptor, to shape: Shape, in context: ComputeContext
    ) throws(EngineError) -> (Primitive, MemoryDescriptor) {
        let target = try MemoryDescriptor.plain(shape)
        let reduction = try PrimitiveDescriptor(.make(.sumOfMatrices)) {
            onednn_reduction_sum(&$0, context.engine, whole.handle, target.handle, context.attributes)
        }
        return (try Primitive(reduction), target)
    }

    /// - Parameters:
    ///   - other: what is added, row-major.
    ///   - result: row-major, overwritten.
    func run(
        _ first: Memory, _ second: Memory, adding other: Memory?, into result: Memory
    ) throws(EngineError) {
        let engine = context.engine
        let weights: Memory =
            if let fixedRight { fixedRight } else { try second.alias(right, engine: engine) }
        var arguments = [(DNNL_ARG_SRC, try first.alias(left, engine: engine)), (DNNL_ARG_WEIGHTS, weights)]
        if let bias { arguments.append((DNNL_ARG_BIAS, bias)) }
        if let addend, let other { arguments.append((addend, try other.alias(output, engine: engine))) }
        guard let sum else {
            arguments.append((DNNL_ARG_DST, try result.alias(output, engine: engine)))
            return try primitive.execute(context, arguments)
        }
        let whole = try context.allocate(output)
        try primitive.execute(context, arguments + [(DNNL_ARG_DST, whole)])
        try sum.primitive.execute(
            context, (DNNL_ARG_SRC, whole), (DNNL_ARG_DST, try result.alias(sum.target, engine: engine)))
    }
}
