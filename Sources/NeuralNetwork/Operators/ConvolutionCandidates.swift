import COneDNN
import Tensors

/// The layouts in which a convolution is asked for.
private struct ConvolutionLayouts {
    let source, weights, output: MemoryDescriptor

    /// - Parameter isBlocked: whether data come and go in blocks of channels; otherwise the library chooses.
    init(_ geometry: ConvolutionGeometry, isBlocked: Bool) throws(EngineError) {
        source = try isBlocked ? .blocked(geometry.input) : .any(geometry.input)
        output = try isBlocked ? .blocked(geometry.output) : .any(geometry.output)
        weights = try .any(geometry.weights)
    }

    /// What `make` makes for blocked data, or in the library's own layouts where it has no fast code for blocks.
    static func first(
        _ geometry: ConvolutionGeometry,
        _ make: (ConvolutionLayouts) throws(EngineError) -> PrimitiveDescriptor
    ) throws(EngineError) -> PrimitiveDescriptor {
        do throws(EngineError) {
            let blocked = try make(ConvolutionLayouts(geometry, isBlocked: true))
            if !blocked.isReference { return blocked }
        } catch  where error.isUnimplemented {}
        return try make(ConvolutionLayouts(geometry, isBlocked: false))
    }
}

/// A forward convolution by one algorithm.
final class ForwardConvolution: TimedCandidate {
    private let convolution: BatchedConvolution
    private let parameters: [(Int32, Memory)]
    private let context: ComputeContext
    var output: MemoryDescriptor { convolution.output }

    init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, _ algorithm: ConvolutionAlgorithm,
        fused: Activation?, in context: ComputeContext
    ) throws(EngineError) {
        let bias = try geometry.hasBias ? MemoryDescriptor.plain([geometry.output[1]]) : nil
        let attributes = try FusedAttributes(fused)
        convolution = try BatchedConvolution(geometry, .forward, in: context) {
            (geometry) throws(EngineError) in
            try ConvolutionLayouts.first(geometry) { (layouts) throws(EngineError) in
                try PrimitiveDescriptor("make a convolution") {
                    onednn_convolution_forward(
                        &$0, context.engine, dnnl_forward_inference, algorithm.kind, layouts.source.handle,
                        layouts.weights.handle, bias?.handle, layouts.output.handle, geometry.strides,
                        geometry.dilates, geometry.before, geometry.after, attributes.handle)
                }
            }
        }
        let weights = try context.weights(operation.weights, as: geometry.weights, in: convolution.weights)
        let added = try operation.bias.map { (tensor) throws(EngineError) in
            (
                DNNL_ARG_BIAS,
                try context.weights(tensor, as: [tensor.count], in: context.plainLayout([tensor.count]))
            )
        }
        parameters = [(DNNL_ARG_WEIGHTS, weights)] + (added.map { [$0] } ?? [])
        self.context = context
    }

    func run(_ input: Memory) throws(EngineError) -> Memory {
        try convolution.run(
            (DNNL_ARG_SRC, context.convert(input, to: convolution.input)), outputArgument: DNNL_ARG_DST,
            parameters)
    }

    func run(in context: ComputeContext) throws(EngineError) {
        _ = try run(context.allocate(convolution.input))
    }
}

/// The gradient of a convolution with respect to its input, by one algorithm.
final class BackwardConvolution: TimedCandidate {
    private let convolution: BatchedConvolution
    private let weights: Memory
    private let context: ComputeContext

    init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, _ algorithm: ConvolutionAlgorithm,
        in context: ComputeContext
    ) throws(EngineError) {
        self.context = context
        convolution = try BatchedConvolution(geometry, .backward, in: context) {
            (geometry) throws(EngineError) in
            try ConvolutionLayouts.first(geometry) { (layouts) throws(EngineError) in
                let hint = try PrimitiveDescriptor("make a convolution") {
                    onednn_convolution_forward(
                        &$0, context.engine, dnnl_forward_training, algorithm.kind, layouts.source.handle,
                        layouts.weights.handle, nil, layouts.output.handle, geometry.strides,
                        geometry.dilates, geometry.before, geometry.after, context.attributes)
                }
                return try PrimitiveDescriptor("make the gradient of a convolution") {
                    onednn_convolution_backward_data(
                        &$0, context.engine, algorithm.kind, layouts.source.handle, layouts.weights.handle,
                        layouts.output.handle, geometry.strides, geometry.dilates, geometry.before,
                        geometry.after, hint.handle, context.attributes)
                }
            }
        }
        weights = try context.weights(operation.weights, as: geometry.weights, in: convolution.weights)
    }

    func run(_ gradient: Memory) throws(EngineError) -> Memory {
        try convolution.run(
            (DNNL_ARG_DIFF_DST, context.convert(gradient, to: convolution.input)),
            outputArgument: DNNL_ARG_DIFF_SRC, [(DNNL_ARG_WEIGHTS, weights)])
    }

    func run(in context: ComputeContext) throws(EngineError) {
        _ = try run(context.allocate(convolution.input))
    }
}

/// Attributes that fuse an activation into a primitive.
private final class FusedAttributes {
    let handle: dnnl_primitive_attr_t

    init(_ activation: Activation?) throws(EngineError) {
        handle = try ComputeContext.makeAttributes()
        guard let activation else { return }
        var operations: dnnl_post_ops_t?
        try check(dnnl_post_ops_create(&operations), "fuse an activation")
        defer { dnnl_post_ops_destroy(operations) }
        for stage in activation.stages ?? [] {
            try check(
                onednn_append_eltwise(operations, stage.algorithm, stage.alpha, stage.beta),
                "fuse an activation")
        }
        try check(dnnl_primitive_attr_set_post_ops(handle, operations), "fuse an activation")
    }

    deinit { dnnl_primitive_attr_destroy(handle) }
}
