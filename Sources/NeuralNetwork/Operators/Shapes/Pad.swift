import Files
import Tensors
import Words

/// Rows and columns of a constant around N×C×H×W.
public struct Pad: PlainOperator {
    public let top, left, bottom, right: Int
    public let value: Float

    public init(top: Int, left: Int, bottom: Int, right: Int, value: Float = 0) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
        self.value = value
    }

    public var kind: LayerKind { .reshape }
    public var summary: Words { "Padding \(top), \(left), \(bottom), \(right)" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: 4)
        for extent in [top, left, bottom, right] where extent < 0 || extent > 1 << 20 {
            throw .badSetting("padding", value: extent)
        }
        return [input[0], input[1], input[2] + top + bottom, input[3] + left + right]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .part(rows: .init(first: -top), columns: .init(first: -left))
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = checked(try outputShape(of: [inputs[0].shape]))
        return try PadKernel(self, input: inputs[0], output: shape, in: context)
    }
}

private final class PadKernel: Kernel {
    let output: MemoryDescriptor
    private let value: Float
    private let input: MemoryDescriptor
    private let inside: MemoryDescriptor
    private let context: ComputeContext

    init(_ operation: Pad, input: MemoryDescriptor, output: Shape, in context: ComputeContext)
        throws(EngineError)
    {
        value = operation.value
        self.input = input
        self.context = context
        self.output = try context.plainLayout(output)
        inside = try self.output.part(input.shape, at: [0, 0, operation.top, operation.left])
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        result.floats.update(repeating: value)
        try context.copy(inputs[0], into: result.alias(inside, engine: context.engine))
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        try context.copy(of: gradient, laidOutAs: output, seenAs: inside, in: input)
    }
}
