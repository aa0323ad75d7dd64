import Tensors
import Words

/// Maximum or mean over all spatial axes: N×C×H×W → N×C×1×1, or N×C where the axes are dropped.
public struct GlobalPooling: Untrained, Unfused, Unnarrowed {
    public let reduction: Pooling.Reduction
    /// Whether the output keeps rows and columns of extent 1.
    public let keepsAxes: Bool

    public static let average = GlobalPooling(.average(countsPadding: true), keepsAxes: true)

    public init(_ reduction: Pooling.Reduction, keepsAxes: Bool) {
        self.reduction = reduction
        self.keepsAxes = keepsAxes
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words {
        reduction == .maximum ? "Global max pooling" : "Global average pooling"
    }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard (3...5).contains(input.rank) else { throw .rank(expected: 4, found: input) }
        let kept = keepsAxes ? input.dimensions.dropFirst(2).map { _ in 1 } : []
        return Shape([input[0], input[1]] + kept)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .all }

    public var deepLIFTRule: DeepLIFTRule { reduction == .maximum ? .maximum : .derivative }

    public func bfloat16Role(of inputs: [Shape]) -> BFloat16Role {
        keepsAxes ? .passesOn : .none
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
