import COneDNN
import Tensors

/// Pooling compiled for one input layout.
final class PoolingKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let input: MemoryDescriptor
    private let forwardPass: Primitive
    private let backwardPass: Primitive
    /// A forward pass that also says which element of each window was the greatest, which takes longer; the gradient needs that.
    private let positions: (descriptor: PrimitiveDescriptor, layout: MemoryDescriptor)?
    /// Made when a gradient is first asked for.
    private var positionsPass: Primitive?
    /// Window size over counted elements, 1×1×H×W, where the library's divisor is not the frameworks'.
    private let correction: (factors: Memory, multiply: Primitive)?

    init(_ operation: Pooling, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        let outputShape = checked(try operation.outputShape(of: [input.shape]))
        let placement = checked(try operation.window.place(over: Array(input.shape.dimensions.dropFirst(2))))
        self.context = context
        self.input = input
        let algorithm =
            switch operation.reduction {
            case .maximum: dnnl_pooling_max
            case .average(true): dnnl_pooling_avg_include_padding
            case .average(false): dnnl_pooling_avg_exclude_padding
            }
        let strides = operation.window.stride.map(Int64.init)
        let kernel = operation.window.kernelSize.map(Int64.init)
        let dilates = operation.window.dilation.map { Int64($0 - 1) }
        let before = placement.before.map(Int64.init)
        let after = placement.after.map(Int64.init)
        func forward(_ kind: dnnl_prop_kind_t, into output: MemoryDescriptor) throws(EngineError)
            -> PrimitiveDescriptor
        {
            try PrimitiveDescriptor(.make(.pooling)) {
                onednn_pooling_forward(
                    &$0, context.engine, kind, algorithm, input.handle, output.handle, strides, kernel,
                    dilates, before, after, context.attributes)
            }
        }
        let inference = try forward(
            dnnl_forward_inference, into: .any(outputShape, of: input.elements))
        let output = inference.layout(dnnl_query_dst_md, outputShape.dimensions)!
        self.output = output
        forwardPass = try Primitive(inference)
        let training = try forward(dnnl_forward_training, into: output)
        positions =
            operation.reduction == .maximum
            ? training.layout(dnnl_query_workspace_md, outputShape.dimensions).map { (training, $0) } : nil
        backwardPass = try Primitive(
            PrimitiveDescriptor(.makeGradient(of: .pooling)) {
                onednn_pooling_backward(
                    &$0, context.engine, algorithm, input.handle, output.handle, strides, kernel, dilates,
                    before, after, training.handle, context.attributes)
            })
        if operation.reduction == .average(countsPadding: true),
            placement.overhang.contains(where: { $0 != 0 })
        {
            let factors = try context.memory(Self.factors(operation.window, placement, input.shape))
            let multiply = try Primitive(
                PrimitiveDescriptor(.correctPooling) {
                    onednn_binary(
                        &$0, context.engine, dnnl_binary_mul, output.handle, factors.descriptor.handle,
                        output.handle, context.attributes)
                })
            correction = (factors, multiply)
        } else {
            correction = nil
        }
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        try forwardPass.execute(
            context, (DNNL_ARG_SRC, try context.convert(inputs[0], to: input)), (DNNL_ARG_DST, result))
        return KernelResult(try corrected(result))
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let target = try context.allocate(input)
        let gradient = try corrected(context.convert(gradient, to: output))
        var arguments = [(DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_SRC, target)]
        if let positions {
            let pass = if let positionsPass { positionsPass } else { try Primitive(positions.descriptor) }
            positionsPass = pass
            let found = try context.allocate(positions.layout)
            try pass.execute(
                context, (DNNL_ARG_SRC, try context.convert(inputs[0], to: input)),
                (DNNL_ARG_DST, try context.allocate(output)), (DNNL_ARG_WORKSPACE, found))
            arguments.append((DNNL_ARG_WORKSPACE, found))
        }
        try backwardPass.execute(context, arguments)
        return target
    }

    private func corrected(_ memory: Memory) throws(EngineError) -> Memory {
        guard let (factors, multiply) = correction else { return memory }
        let result = try context.allocate(output)
        try multiply.execute(
            context, (DNNL_ARG_SRC_0, memory), (DNNL_ARG_SRC_1, factors), (DNNL_ARG_DST, result))
        return result
    }

    /// oneDNN divides by the whole window; PyTorch's ceil mode leaves out what reaches over the padded border.
    private static func factors(_ window: Window, _ placement: Window.Placement, _ input: Shape) -> Tensor {
        let shares = placement.outputSize.indices.map { axis in
            let border =
                placement.before[axis] + input[2 + axis] + placement.after[axis] - placement.overhang[axis]
            return (0..<placement.outputSize[axis]).map { position in
                let start = position * window.stride[axis]
                let counted = stride(from: start, to: border, by: window.dilation[axis])
                    .prefix(window.kernelSize[axis]).count { _ in true }
                return Float(window.kernelSize[axis]) / Float(counted)
            }
        }
        let values = shares.reduce([1]) { outer, axis in outer.flatMap { factor in axis.map { factor * $0 } }
        }
        return Tensor(Shape([1, 1] + placement.outputSize), values)
    }
}
