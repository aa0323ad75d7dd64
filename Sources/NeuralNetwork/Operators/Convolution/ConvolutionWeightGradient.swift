import COneDNN
import CVectorLoops
import Tensors

/// The gradient of a convolution with respect to its weights and its bias.
protocol ConvolutionWeightGradient {
    /// - Parameters:
    ///   - source: what the convolution read.
    ///   - gradient: at what it put out.
    /// - Returns: that of the weights and, where there is a bias, of the bias.
    func run(source: Memory, gradient: Memory) throws(EngineError) -> [Memory]
}

extension ConvolutionGeometry {
    func weightGradient(in context: ComputeContext) throws(EngineError) -> any ConvolutionWeightGradient {
        if let depthwise = try DepthwiseWeightGradient(self, in: context) { return depthwise }
        return try DirectWeightGradient(self, in: context)
    }
}

/// By oneDNN.
private final class DirectWeightGradient: ConvolutionWeightGradient {
    private let primitive: Primitive
    private let context: ComputeContext
    private let source, gradient, weights: MemoryDescriptor
    private let bias: MemoryDescriptor?

    init(_ geometry: ConvolutionGeometry, in context: ComputeContext) throws(EngineError) {
        self.context = context
        let bias = try geometry.hasBias ? MemoryDescriptor.plain([geometry.output[1]]) : nil
        self.bias = bias
        let descriptor = try ConvolutionLayouts.first(geometry) { (layouts) throws(EngineError) in
            let hint = try PrimitiveDescriptor(.make(.convolution)) {
                onednn_convolution_forward(
                    &$0, context.engine, dnnl_forward_training, dnnl_convolution_direct,
                    layouts.source.handle, layouts.weights.handle, bias?.handle, layouts.output.handle,
                    geometry.strides, geometry.dilates, geometry.before, geometry.after, context.attributes)
            }
            return try PrimitiveDescriptor(.makeGradient(of: .convolution)) {
                onednn_convolution_backward_weights(
                    &$0, context.engine, dnnl_convolution_direct, layouts.source.handle,
                    layouts.weights.handle, bias?.handle, layouts.output.handle, geometry.strides,
                    geometry.dilates, geometry.before, geometry.after, hint.handle, context.attributes)
            }
        }
        source = descriptor.layout(dnnl_query_src_md, geometry.input.dimensions)!
        gradient = descriptor.layout(dnnl_query_diff_dst_md, geometry.output.dimensions)!
        weights = descriptor.layout(dnnl_query_diff_weights_md, geometry.weights.dimensions)!
        primitive = try Primitive(descriptor)
    }

    func run(source: Memory, gradient: Memory) throws(EngineError) -> [Memory] {
        let weights = try context.allocate(weights)
        var arguments = [
            (DNNL_ARG_SRC, try context.convert(source, to: self.source)),
            (DNNL_ARG_DIFF_DST, try context.convert(gradient, to: self.gradient)),
            (DNNL_ARG_DIFF_WEIGHTS, weights),
        ]
        var results = [weights]
        if let bias {
            let sums = try context.allocate(bias)
            arguments.append((DNNL_ARG_DIFF_BIAS, sums))
            results.append(sums)
        }
        try primitive.execute(context, arguments)
        return results
    }
}

/// Of a convolution whose channels do not mix: oneDNN has fast code for kernels of three rows and columns only.
private final class DepthwiseWeightGradient: ConvolutionWeightGradient {
    private let source, gradient: MemoryDescriptor
    private let weights: MemoryDescriptor
    private let blocks: ChannelBlocks
    private let window: channels_window
    private let channelSums: ChannelSums?
    private let context: ComputeContext

    /// - Returns: nil for a convolution of another kind.
    init?(_ geometry: ConvolutionGeometry, in context: ComputeContext) throws(EngineError) {
        let (input, output) = (geometry.input, geometry.output)
        guard geometry.groups > 1, geometry.groups == input[1], input[1] == output[1],
            MemoryDescriptor.hasBlocks(input), MemoryDescriptor.hasBlocks(output)
        else { return nil }
        source = try .blocked(input)
        gradient = try .blocked(output)
        weights = try .plain(geometry.weights)
        blocks = ChannelBlocks(output)
        window = channels_window(
            in_rows: input[2], in_columns: input[3], out_rows: output[2], out_columns: output[3],
            kernel_rows: geometry.weights[3], kernel_columns: geometry.weights[4],
            row_stride: Int(geometry.strides[0]), column_stride: Int(geometry.strides[1]),
            row_dilation: Int(geometry.dilates[0]) + 1, column_dilation: Int(geometry.dilates[1]) + 1,
            rows_before: Int(geometry.before[0]), columns_before: Int(geometry.before[1]))
        channelSums = geometry.hasBias ? try ChannelSums(output, in: context) : nil
        self.context = context
    }

    func run(source: Memory, gradient: Memory) throws(EngineError) -> [Memory] {
        let source = try context.convert(source, to: self.source)
        let gradient = try context.convert(gradient, to: self.gradient)
        let result = try context.allocate(weights)
        let lanes = blocks.lanes
        let taps = window.kernel_rows * window.kernel_columns
        let inputSize = window.in_rows * window.in_columns * lanes
        let count = blocks.items * blocks.blocks * taps * lanes
        let sums = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = count
            // Each block has sums of its own.
            nonisolated(unsafe) let sums = buffer.baseAddress!
            nonisolated(unsafe) let (read, given) = (
                source.floats.baseAddress!, gradient.floats.baseAddress!
            )
            blocks.inBlocks { [blocks, window] block in
                withUnsafePointer(to: window) {
                    channels_window_sums(
                        Int32(lanes), read + block * inputSize, given + block * blocks.blockSize, $0,
                        sums + block * taps * lanes)
                }
            }
        }
        withExtendedLifetime((source, gradient)) {}
        let values = result.floats
        for channel in 0..<blocks.channels {
            for tap in 0..<taps {
                let first = (channel / lanes * taps + tap) * lanes + channel % lanes
                values[channel * taps + tap] = Float(
                    stride(from: first, to: count, by: blocks.blocks * taps * lanes).reduce(0) {
                        $0 + sums[$1]
                    })
            }
        }
        return try [result] + (channelSums.map { sums throws(EngineError) in [try sums.run(gradient)] } ?? [])
    }
}
