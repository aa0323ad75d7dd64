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

/// A convolution, or its gradient, by oneDNN's direct algorithm.
final class DirectConvolution: ConvolutionPass {
    let input: MemoryDescriptor
    let output: MemoryDescriptor
    private let primitive: Primitive
    private let arguments: (input: Int32, output: Int32)
    private let parameters: [(Int32, Memory)]
    private let activationGradient: FusedActivationGradient?
    private let context: ComputeContext

    /// - Parameter fused: applied to the sum; one with ``Activation/hasDerivativeFromOutput``.
    init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, fused: Activation?,
        in context: ComputeContext
    ) throws(EngineError) {
        let bias = try geometry.hasBias ? MemoryDescriptor.plain([geometry.output[1]]) : nil
        let attributes = try FusedAttributes(fused)
        let descriptor = try ConvolutionLayouts.first(geometry) { (layouts) throws(EngineError) in
            try PrimitiveDescriptor(.make(.convolution)) {
                onednn_convolution_forward(
                    &$0, context.engine, dnnl_forward_inference, dnnl_convolution_direct,
                    layouts.source.handle, layouts.weights.handle, bias?.handle, layouts.output.handle,
                    geometry.strides, geometry.dilates, geometry.before, geometry.after, attributes.handle)
            }
        }
        input = descriptor.layout(dnnl_query_src_md, geometry.input.dimensions)!
        output = descriptor.layout(dnnl_query_dst_md, geometry.output.dimensions)!
        arguments = (DNNL_ARG_SRC, DNNL_ARG_DST)
        let weights = try context.weights(
            operation.weights, as: geometry.weights,
            in: descriptor.layout(dnnl_query_weights_md, geometry.weights.dimensions)!)
        let added = try operation.bias.map { (tensor) throws(EngineError) in
            (
                DNNL_ARG_BIAS,
                try context.weights(tensor, as: [tensor.count], in: context.plainLayout([tensor.count]))
            )
        }
        parameters = [(DNNL_ARG_WEIGHTS, weights)] + (added.map { [$0] } ?? [])
        primitive = try Primitive(descriptor)
        activationGradient = nil
        self.context = context
    }

    /// - Parameters:
    ///   - fused: applied to the sum; its gradient comes first.
    ///   - layout: of what the convolution with its activation puts out.
    init(
        gradientOf operation: Convolution, _ geometry: ConvolutionGeometry, fused: Activation?,
        layout: MemoryDescriptor, in context: ComputeContext
    ) throws(EngineError) {
        let descriptor = try ConvolutionLayouts.first(geometry) { (layouts) throws(EngineError) in
            let hint = try PrimitiveDescriptor(.make(.convolution)) {
                onednn_convolution_forward(
                    &$0, context.engine, dnnl_forward_training, dnnl_convolution_direct,
                    layouts.source.handle, layouts.weights.handle, nil, layouts.output.handle,
                    geometry.strides, geometry.dilates, geometry.before, geometry.after, context.attributes)
            }
            return try PrimitiveDescriptor(.makeGradient(of: .convolution)) {
                onednn_convolution_backward_data(
                    &$0, context.engine, dnnl_convolution_direct, layouts.source.handle,
                    layouts.weights.handle, layouts.output.handle, geometry.strides, geometry.dilates,
                    geometry.before, geometry.after, hint.handle, context.attributes)
            }
        }
        input = descriptor.layout(dnnl_query_diff_dst_md, geometry.output.dimensions)!
        output = descriptor.layout(dnnl_query_diff_src_md, geometry.input.dimensions)!
        arguments = (DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC)
        let weights = try context.weights(
            operation.weights, as: geometry.weights,
            in: descriptor.layout(dnnl_query_weights_md, geometry.weights.dimensions)!)
        parameters = [(DNNL_ARG_WEIGHTS, weights)]
        primitive = try Primitive(descriptor)
        activationGradient = try fused.map { (activation) throws(EngineError) in
            try FusedActivationGradient(activation, layout: layout, in: context)
        }
        self.context = context
    }

    func run(_ memory: Memory, activated: Memory?) throws(EngineError) -> Memory {
        var memory = memory
        if let activationGradient, let activated {
            memory = try activationGradient(memory, output: activated)
        }
        let source = try context.convert(memory, to: input)
        let result = try context.allocate(output)
        try primitive.execute(context, parameters + [(arguments.input, source), (arguments.output, result)])
        return result
    }
}

/// Attributes that fuse an activation into a primitive.
private final class FusedAttributes {
    let handle: dnnl_primitive_attr_t

    init(_ activation: Activation?) throws(EngineError) {
        handle = try ComputeContext.makeAttributes()
        guard let activation else { return }
        var operations: dnnl_post_ops_t?
        try check(dnnl_post_ops_create(&operations), .fuse(activation.name))
        defer { dnnl_post_ops_destroy(operations) }
        for stage in activation.stages ?? [] {
            try check(
                onednn_append_eltwise(operations, stage.algorithm, stage.alpha, stage.beta),
                .fuse(activation.name))
        }
        try check(dnnl_primitive_attr_set_post_ops(handle, operations), .fuse(activation.name))
    }

    deinit { dnnl_primitive_attr_destroy(handle) }
}
