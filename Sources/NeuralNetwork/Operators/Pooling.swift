import COneDNN
import Tensors

/// Maximum or mean over a sliding window of one to three spatial axes, for each channel of N×C×H×W.
public struct Pooling: Operator {
    public enum Reduction: Sendable, Hashable {
        case maximum
        /// The mean over the window; `countsPadding` says whether padded zeros count as elements.
        case average(countsPadding: Bool)
    }

    public let reduction: Reduction
    public internal(set) var window: Window

    public init(_ reduction: Reduction, window: Window) {
        self.reduction = reduction
        self.window = window
    }

    public var kind: LayerKind { .pooling }

    public var summary: String {
        "\(reduction == .maximum ? "Max" : "Average") pooling \(window.summary)"
    }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: window.kernelSize.count + 2)
        let placement = try window.place(over: Array(input.dimensions.dropFirst(2)))
        for (axis, pad) in placement.before.enumerated()
        where pad > window.dilation[axis] * (window.kernelSize[axis] - 1) {
            throw .badSetting("padding", value: pad)
        }
        return Shape([input[0], input[1]] + placement.outputSize)
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try PoolingKernel(self, input: inputs[0], in: context)
    }
}

/// Maximum or mean over all spatial axes: N×C×H×W → N×C×1×1, or N×C where the axes are dropped.
public struct GlobalPooling: Operator {
    public let reduction: Pooling.Reduction
    /// Whether the output keeps rows and columns of extent 1.
    public let keepsAxes: Bool

    public static let average = GlobalPooling(.average(countsPadding: true), keepsAxes: true)

    public init(_ reduction: Pooling.Reduction, keepsAxes: Bool) {
        self.reduction = reduction
        self.keepsAxes = keepsAxes
    }

    public var kind: LayerKind { .pooling }
    public var summary: String { "Global \(reduction == .maximum ? "max" : "average") pooling" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard (3...5).contains(input.rank) else { throw .rank(expected: 4, found: input) }
        let kept = keepsAxes ? input.dimensions.dropFirst(2).map { _ in 1 } : []
        return Shape([input[0], input[1]] + kept)
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let pooling = Pooling(reduction, window: Window(Array(shape.dimensions.dropFirst(2))))
        let kernel = try PoolingKernel(pooling, input: inputs[0], in: context)
        return keepsAxes ? kernel : try FlatteningKernel(kernel, in: context)
    }
}

private final class PoolingKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let input: MemoryDescriptor
    private let forwardPass: Primitive
    private let backwardPass: Primitive
    private let workspace: MemoryDescriptor?
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
        let anyOutput = try MemoryDescriptor.any(outputShape)
        let forward = try PrimitiveDescriptor("make pooling") {
            onednn_pooling_forward(
                &$0, context.engine, dnnl_forward_training, algorithm, input.handle, anyOutput.handle,
                strides, kernel, dilates, before, after, context.attributes)
        }
        let output = forward.layout(dnnl_query_dst_md, outputShape.dimensions)!
        self.output = output
        workspace =
            operation.reduction == .maximum
            ? forward.layout(dnnl_query_workspace_md, outputShape.dimensions) : nil
        forwardPass = try Primitive(forward)
        backwardPass = try Primitive(
            PrimitiveDescriptor("make the gradient of pooling") {
                onednn_pooling_backward(
                    &$0, context.engine, algorithm, input.handle, output.handle, strides, kernel, dilates,
                    before, after, forward.handle, context.attributes)
            })
        if operation.reduction == .average(countsPadding: true),
            placement.overhang.contains(where: { $0 != 0 })
        {
            let factors = try context.memory(Self.factors(operation.window, placement, input.shape))
            let multiply = try Primitive(
                PrimitiveDescriptor("correct pooling") {
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
        var arguments = [(DNNL_ARG_SRC, try context.convert(inputs[0], to: input)), (DNNL_ARG_DST, result)]
        let workspace = try self.workspace.map { (layout) throws(EngineError) in try context.allocate(layout)
        }
        if let workspace { arguments.append((DNNL_ARG_WORKSPACE, workspace)) }
        try forwardPass.execute(context, arguments)
        return KernelResult(try corrected(result), workspace: workspace)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let target = try context.allocate(input)
        let gradient = try corrected(context.convert(gradient, to: output))
        var arguments = [(DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_SRC, target)]
        if let workspace = result.workspace { arguments.append((DNNL_ARG_WORKSPACE, workspace)) }
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
