import COneDNN
import Tensors

/// A convolution's code, forward or back, for a whole batch or for an equal part of it at a time: what Winograd's
/// algorithm keeps between its stages grows with the batch, to more than the data themselves.
final class BatchedConvolution {
    /// Of what goes in, of the whole batch.
    let input: MemoryDescriptor
    /// Of what comes out, of the whole batch.
    let output: MemoryDescriptor
    let weights: MemoryDescriptor
    private let primitive: Primitive
    private let context: ComputeContext
    /// Of one part.
    private let partInput: MemoryDescriptor
    private let partOutput: MemoryDescriptor
    private let partCount: Int

    /// Bytes between the stages above which a batch is parted.
    private static let scratchLimit = 72 << 20

    /// Which way it goes.
    enum Direction {
        case forward, backward

        fileprivate var input: dnnl_query_t {
            self == .forward ? dnnl_query_src_md : dnnl_query_diff_dst_md
        }

        fileprivate var output: dnnl_query_t {
            self == .forward ? dnnl_query_dst_md : dnnl_query_diff_src_md
        }
    }

    /// - Parameter make: describes the code for a batch.
    init(
        _ geometry: ConvolutionGeometry, _ direction: Direction, in context: ComputeContext,
        make: (ConvolutionGeometry) throws(EngineError) -> PrimitiveDescriptor
    ) throws(EngineError) {
        func layouts(
            _ descriptor: PrimitiveDescriptor, _ geometry: ConvolutionGeometry
        ) -> (input: MemoryDescriptor, output: MemoryDescriptor) {
            let (source, target) = (geometry.input.dimensions, geometry.output.dimensions)
            return (
                descriptor.layout(direction.input, direction == .forward ? source : target)!,
                descriptor.layout(direction.output, direction == .forward ? target : source)!
            )
        }
        var descriptor = try make(geometry)
        var part = layouts(descriptor, geometry)
        let whole = part
        let batch = geometry.input[0]
        var size = batch
        // Only in blocks of channels is it known that the items lie one after the other.
        var isParted = batch > 1
        if isParted { isParted = try whole.input.isBlocked }
        if isParted { isParted = try whole.output.isBlocked }
        while isParted, descriptor.scratchpadByteCount > Self.scratchLimit, size > 1 {
            size = (1..<size).last { batch % $0 == 0 }!
            let smaller = geometry.withBatch(size)
            let candidate = try make(smaller)
            let found = layouts(candidate, smaller)
            guard try found.input.isBlocked, try found.output.isBlocked else { break }
            (descriptor, part) = (candidate, found)
        }
        weights = descriptor.layout(dnnl_query_weights_md, geometry.weights.dimensions)!
        (input, output) = whole
        (partInput, partOutput) = part
        partCount = batch / part.input.shape[0]
        primitive = try Primitive(descriptor)
        self.context = context
    }

    /// - Parameters:
    ///   - input: in the layout ``input``.
    ///   - others: arguments that all parts share.
    /// - Returns: in the layout ``output``.
    func run(
        _ input: (argument: Int32, memory: Memory), outputArgument: Int32, _ others: [(Int32, Memory)]
    ) throws(EngineError) -> Memory {
        let result = try context.allocate(output)
        for index in 0..<partCount {
            try primitive.execute(
                context,
                others + [
                    (input.argument, try part(index, of: input.memory, partInput)),
                    (outputArgument, try part(index, of: result, partOutput)),
                ])
        }
        return result
    }

    private func part(
        _ index: Int, of memory: Memory, _ descriptor: MemoryDescriptor
    ) throws(EngineError) -> Memory {
        partCount == 1 ? memory : try memory.part(index, descriptor, engine: context.engine)
    }
}
