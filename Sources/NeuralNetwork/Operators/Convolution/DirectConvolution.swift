import COneDNN
import Tensors

/// The layouts in which a convolution is asked for.
struct ConvolutionLayouts {
    let source, weights, output: MemoryDescriptor

    /// - Parameters:
    ///   - isBlocked: whether data come and go in blocks of channels; otherwise the library chooses.
    ///   - elements: of data and weights.
    init(
        _ geometry: ConvolutionGeometry, isBlocked: Bool, of elements: ElementType
    ) throws(EngineError) {
        source = try isBlocked ? .blocked(geometry.input, of: elements) : .any(geometry.input, of: elements)
        output =
            try isBlocked ? .blocked(geometry.output, of: elements) : .any(geometry.output, of: elements)
        weights = try .any(geometry.weights, of: elements)
    }

    /// What `make` makes for blocked data, or in the library's own layouts where it has no fast code for blocks.
    ///
    /// - Parameters:
    ///   - elements: of data and weights.
    ///   - needsBlocks: whether only blocked data will do.
    static func first(
        _ geometry: ConvolutionGeometry, of elements: ElementType = .float32, needsBlocks: Bool = false,
        _ make: (ConvolutionLayouts) throws(EngineError) -> PrimitiveDescriptor
    ) throws(EngineError) -> PrimitiveDescriptor {
        do throws(EngineError) {
            let blocked = try make(ConvolutionLayouts(geometry, isBlocked: true, of: elements))
            if !blocked.isReference { return blocked }
            if needsBlocks { throw .unimplemented(.make(.convolution)) }
        } catch  where error.isUnimplemented && !needsBlocks {}
        return try make(ConvolutionLayouts(geometry, isBlocked: false, of: elements))
    }
}

/// A convolution, or its gradient, by oneDNN's direct algorithm.
final class DirectConvolution: ConvolutionPass {
    let input: MemoryDescriptor
    let output: MemoryDescriptor
    private let primitive: Primitive
    private let arguments: (input: Int32, output: Int32)
    private let parameters: [(Int32, Memory)]
    let tail: ConvolutionTail
    let other: MemoryDescriptor?
    /// The argument that is added to the sum; nil for nothing.
    private let addend: Int32?
    private let activationGradient: FusedActivationGradient?
    private let context: ComputeContext

    /// - Parameter elements: of what it reads and puts out.
    /// - Throws: that it is not implemented where the library does not compute the tail along with the sum, or has no fast code
    ///   for bfloat16.
    init(
        _ geometry: ConvolutionGeometry, _ operation: Convolution, _ tail: ConvolutionTail,
        of elements: ElementType = .float32, in context: ComputeContext
    ) throws(EngineError) {
        let bias = try geometry.hasBias ? MemoryDescriptor.plain([geometry.output[1]]) : nil
        if tail.adds, !MemoryDescriptor.hasBlocks(geometry.output) {
            throw .unimplemented(.make(.convolution))
        }
        other = try tail.adds ? MemoryDescriptor.blocked(geometry.output, of: elements) : nil
        let attributes = try FusedAttributes(adding: other, then: tail.activation)
        addend = attributes.addend
        self.tail = tail
        let needsBlocks = tail.adds || elements == .bfloat16
        let descriptor = try ConvolutionLayouts.first(geometry, of: elements, needsBlocks: needsBlocks) {
            (layouts) throws(EngineError) in
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
    ///   - activation: one with ``Activation/hasDerivativeFromOutput`` that is applied to the sum; its gradient comes first.
    ///   - layout: of what the convolution with its activation puts out.
    init(
        gradientOf operation: Convolution, _ geometry: ConvolutionGeometry, activation: Activation?,
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
        tail = ConvolutionTail(activation: activation)
        other = activation == nil ? nil : layout
        addend = nil
        activationGradient = try activation.map { (activation) throws(EngineError) in
            try FusedActivationGradient(activation, layout: layout, in: context)
        }
        self.context = context
    }

    func run(_ memory: Memory, besides other: Memory?) throws(EngineError) -> Memory {
        var memory = memory
        if let activationGradient, let other {
            memory = try activationGradient(memory, output: other)
        }
        let source = try context.convert(memory, to: input)
        let result = try context.allocate(output)
        var list = parameters + [(arguments.input, source), (arguments.output, result)]
        if let addend, let layout = self.other, let other {
            list.append((addend, try context.convert(other, to: layout)))
        }
        try primitive.execute(context, list)
        return result
    }
}
