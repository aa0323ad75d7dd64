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
    /// Sums over matrices, where the result has fewer of them than the product, and the layout it sums to.
    private let sum: (primitive: Primitive, target: MemoryDescriptor)?

    /// - Parameters:
    ///   - batch: the extents before the matrices that the result has; nil for those of the product.
    ///   - bias: one value for each column, added to every row of a single matrix.
    ///   - fixedRight: a right factor of two axes that is a constant of the network and small enough to be kept twice.
    init(
        _ left: MatrixStack, _ right: MatrixStack, sumsTo batch: [Int]? = nil, bias: Tensor? = nil,
        fixedRight: Tensor? = nil, in context: ComputeContext
    ) throws(EngineError) {
        self.context = context
        let whole = MatrixStack.broadcast(left.batch, right.batch)
        let rank = whole.count + 2
        let output = try MemoryDescriptor.plain(Shape(whole + [left.rows, right.columns]))
        self.output = output
        self.left = try left.layout(ofRank: rank)
        let plain = try right.layout(ofRank: rank)
        let descriptor: PrimitiveDescriptor
        if rank == 2, left.rows == 1 {
            // A single row is bound by reading the matrix once, which the library's inner product does best.
            let weights = try right.transposed.layout(ofRank: 2)
            descriptor = try Self.innerProduct(self.left, weights, bias: bias, into: output, in: context)
            self.right = weights
            self.fixedRight = nil
        } else {
            let wanted = fixedRight == nil ? plain : try .any(plain.shape)
            descriptor = try Self.product(self.left, wanted, bias: bias, into: output, in: context)
            if let fixedRight {
                let liked = descriptor.layout(dnnl_query_weights_md, plain.shape.dimensions) ?? plain
                self.right = liked
                self.fixedRight = try context.weights(fixedRight, as: plain.shape, in: liked)
            } else {
                self.right = plain
                self.fixedRight = nil
            }
        }
        primitive = try Primitive(descriptor)
        self.bias = try Self.memory(of: bias, likeRowsOf: rank == 2 && left.rows == 1 ? 1 : rank, in: context)
        let kept = [Int](repeating: 1, count: whole.count - (batch?.count ?? whole.count)) + (batch ?? whole)
        sum =
            kept == whole
            ? nil : try Self.sum(output, to: Shape(kept + [left.rows, right.columns]), in: context)
    }

    private static func product(
        _ left: MemoryDescriptor, _ right: MemoryDescriptor, bias: Tensor?, into output: MemoryDescriptor,
        in context: ComputeContext
    ) throws(EngineError) -> PrimitiveDescriptor {
        let bias = try layout(of: bias, likeRowsOf: output.shape.rank)
        return try PrimitiveDescriptor(.make(.matrixProduct)) {
            onednn_matmul(
                &$0, context.engine, left.handle, right.handle, bias?.handle, output.handle,
                context.attributes)
        }
    }

    private static func innerProduct(
        _ row: MemoryDescriptor, _ weights: MemoryDescriptor, bias: Tensor?, into output: MemoryDescriptor,
        in context: ComputeContext
    ) throws(EngineError) -> PrimitiveDescriptor {
        let bias = try layout(of: bias, likeRowsOf: 1)
        return try PrimitiveDescriptor(.make(.innerProduct)) {
            onednn_inner_product(
                &$0, context.engine, row.handle, weights.handle, bias?.handle, output.handle,
                context.attributes)
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

    /// The values under axes of extent 1 until there are `rank`.
    private static func layout(of bias: Tensor?, likeRowsOf rank: Int) throws(EngineError)
        -> MemoryDescriptor?
    {
        guard let bias else { return nil }
        return try .plain(Shape([Int](repeating: 1, count: rank - 1) + [bias.count]))
    }

    private static func memory(
        of bias: Tensor?, likeRowsOf rank: Int, in context: ComputeContext
    ) throws(EngineError) -> Memory? {
        guard let bias, let layout = try layout(of: bias, likeRowsOf: rank) else { return nil }
        return try context.memory(bias).alias(layout, engine: context.engine)
    }

    /// - Parameter result: row-major, overwritten.
    func run(_ first: Memory, _ second: Memory, into result: Memory) throws(EngineError) {
        var arguments = [(DNNL_ARG_SRC, try first.alias(left, engine: context.engine))]
        if let fixedRight {
            arguments.append((DNNL_ARG_WEIGHTS, fixedRight))
        } else {
            arguments.append((DNNL_ARG_WEIGHTS, try second.alias(right, engine: context.engine)))
        }
        if let bias { arguments.append((DNNL_ARG_BIAS, bias)) }
        guard let sum else {
            arguments.append((DNNL_ARG_DST, try result.alias(output, engine: context.engine)))
            return try primitive.execute(context, arguments)
        }
        let whole = try context.allocate(output)
        try primitive.execute(context, arguments + [(DNNL_ARG_DST, whole)])
        try sum.primitive.execute(
            context, (DNNL_ARG_SRC, whole),
            (DNNL_ARG_DST, try result.alias(sum.target, engine: context.engine)))
    }
}
