import Tensors
import Words

/// Maximum or mean over a sliding window of one to three spatial axes, for each channel of N×C×H×W.
public struct Pooling: Untrained, Unfused {
    public enum Reduction: Sendable, Hashable {
        case maximum
        /// The mean over the window; `countsPadding` says whether padded zeros count as elements.
        case average(countsPadding: Bool)
    }

    public let reduction: Reduction
    public let window: Window

    public init(_ reduction: Reduction, window: Window) {
        self.reduction = reduction
        self.window = window
    }

    public var kind: LayerKind { .pooling }

    public var summary: Words {
        reduction == .maximum ? "Max pooling \(window.summary)" : "Average pooling \(window.summary)"
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

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .window(window, over: inputs[0])
    }

    /// A mean over a window in the padding is another one where the padding has another extent.
    public var narrowing: Narrowing {
        reduction == .maximum ? .window(window, moved: { Pooling(reduction, window: $0) }) : .impossible
    }

    public func selecting(filters: [Int]) -> (any Operator)? { nil }

    public var deepLIFTRule: DeepLIFTRule { reduction == .maximum ? .maximum : .derivative }

    public func bfloat16Role(of inputs: [Shape]) -> BFloat16Role { .passesOn }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try PoolingKernel(self, input: inputs[0], in: context)
    }
}
