import Tensors

/// A fully connected layer: x·Wᵀ + b, with its activation where the source built one in.
///
/// Input N×F, output N×O. The weights are read where they lie, so that a mapped file is not copied.
public struct Dense: Operator {
    /// Outputs × inputs.
    public let weights: Tensor
    /// One value for each output, or nil.
    public let bias: Tensor?
    /// Applied to the sum, or nil.
    public internal(set) var activation: Activation?

    public init(weights: Tensor, bias: Tensor? = nil, activation: Activation? = nil) {
        precondition(weights.shape.rank == 2, "a dense layer's weights are outputs × inputs")
        self.weights = weights
        self.bias = bias
        self.activation = activation
    }

    public var kind: LayerKind { .dense }

    public var summary: String {
        "Dense, \(weights.shape[1]) → \(weights.shape[0])" + (activation.map { ", \($0.name)" } ?? "")
    }

    public var parameters: [Tensor] { [weights] + (bias.map { [$0] } ?? []) }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: 2)
        guard input[1] == weights.shape[1] else {
            throw .extent(axis: "features", expected: weights.shape[1], found: input[1])
        }
        if let bias, bias.count != weights.shape[0] {
            throw .extent(axis: "bias values", expected: weights.shape[0], found: bias.count)
        }
        return [input[0], weights.shape[0]]
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try DenseKernel(self, input: inputs[0], in: context)
    }
}

private final class DenseKernel: Kernel {
    let output: MemoryDescriptor
    private let operation: Dense
    private let context: ComputeContext
    private let input: MemoryDescriptor
    private let activation: (any Kernel)?

    init(_ operation: Dense, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        self.operation = operation
        self.context = context
        self.input = try context.plainLayout(input.shape)
        let output = try context.plainLayout([input.shape[0], operation.weights.shape[0]])
        self.output = output
        activation = try operation.activation.map { (activation) throws(EngineError) in
            try activation.makeKernel(layout: output, in: context)
        }
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let sum = KernelResult(try self.sum(inputs[0]))
        return try activation?.forward([sum.output]) ?? sum
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        var gradient = try context.convert(gradient, to: output)
        if let activation {
            gradient = try activation.backward(
                gradient, toInput: 0, inputs: [try sum(inputs[0])], result: result)
        }
        let target = try context.allocate(input)
        MatrixProduct.plain(
            gradient.floats.baseAddress!, count: input.shape[0], weights: operation.weights,
            out: target.floats.baseAddress!)
        return target
    }

    private func sum(_ memory: Memory) throws(EngineError) -> Memory {
        let plain = try context.convert(memory, to: input)
        let result = try context.allocate(output)
        let floats = result.floats
        if let bias = operation.bias {
            bias.withUnsafeBufferPointer { bias in
                for row in 0..<input.shape[0] {
                    (floats.baseAddress! + row * bias.count).update(
                        from: bias.baseAddress!, count: bias.count)
                }
            }
        }
        MatrixProduct.transposed(
            plain.floats.baseAddress!, count: input.shape[0], weights: operation.weights,
            out: floats.baseAddress!, accumulates: operation.bias != nil)
        return result
    }
}
