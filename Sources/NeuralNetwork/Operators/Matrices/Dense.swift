import Tensors
import Words

/// A fully connected layer: a weighted sum of the inputs for each output, plus a bias, with its activation where the
/// source built one in.
///
/// Input N×F, output N×O. The weights are read where they lie, so that a mapped file is not copied.
public struct Dense: Unnarrowed {
    /// How the weights lie in memory.
    public enum Order: Sendable, Hashable {
        /// PyTorch's order: x·Wᵀ.
        case outputsByInputs
        /// Keras's order: x·W.
        case inputsByOutputs
    }

    /// Outputs × inputs, or inputs × outputs, as ``order`` says.
    public let weights: Tensor
    public let order: Order
    /// One value for each output, or nil.
    public let bias: Tensor?
    /// Applied to the sum, or nil.
    public let activation: Activation?

    public init(
        weights: Tensor, order: Order = .outputsByInputs, bias: Tensor? = nil, activation: Activation? = nil
    ) {
        precondition(weights.shape.rank == 2, "a dense layer's weights are a matrix")
        self.weights = weights
        self.order = order
        self.bias = bias
        self.activation = activation
    }

    public var inputCount: Int { weights.shape[order == .outputsByInputs ? 1 : 0] }
    public var outputCount: Int { weights.shape[order == .outputsByInputs ? 0 : 1] }

    /// One weight of the matrix.
    public func weight(ofInput input: Int, forOutput output: Int) -> Float {
        order == .outputsByInputs
            ? weights[output * inputCount + input] : weights[input * outputCount + output]
    }

    public var kind: LayerKind { .dense }

    public var summary: Words {
        let sum: Words = "Dense, \(inputCount) → \(outputCount)"
        return activation.map { "\(sum), \($0.name)" } ?? sum
    }

    public var parameters: [Tensor] { [weights] + (bias.map { [$0] } ?? []) }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: 2)
        guard input[1] == inputCount else {
            throw .extent(axis: "features", expected: inputCount, found: input[1])
        }
        if let bias, bias.count != outputCount {
            throw .extent(axis: "bias values", expected: outputCount, found: bias.count)
        }
        return [input[0], outputCount]
    }

    public func productCount(of inputs: [Shape], output: Shape) -> Int { output.count * inputCount }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        [inputs[0].roles[0], .channels]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .all }

    public var builtInActivation: BuiltInActivation? {
        activation.map {
            BuiltInActivation(activation: $0, linear: Dense(weights: weights, order: order, bias: bias))
        }
    }
    public var epilogue: Epilogue? { nil }
    public func fused(with epilogue: Epilogue) -> (any Computation)? { nil }

    public var learning: Learning? {
        if let builtInActivation { return .behind(builtInActivation, kind: kind) }
        return Learning(parameters: parameters) { (inputs, context) throws(EngineError) in
            try DenseLearning(self, input: inputs[0], in: context.compute)
        }
    }

    public var rectifies: Bool { activation?.isRectifier ?? false }
    public var deepLIFTRule: DeepLIFTRule { .derivative }

    public var randomization: ((RandomWeights) -> any Operator)? {
        { random in
            Dense(
                weights: random.like(weights), order: order, bias: bias.map { random.like($0, 1) },
                activation: activation)
        }
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
    private let activation: ActivationTail?
    private let product: MatrixStackProduct
    private var gradientProduct: MatrixStackProduct?

    init(_ operation: Dense, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        self.operation = operation
        self.context = context
        self.input = try context.plainLayout(input.shape)
        let output = try context.plainLayout([input.shape[0], operation.outputCount])
        self.output = output
        activation = operation.activation.map { ActivationTail($0, layout: output, in: context) }
        product = try MatrixStackProduct(
            MatrixStack(rows: input.shape[0], columns: operation.inputCount), operation.factor,
            MatrixProductTail(bias: operation.bias), in: context)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let sum = KernelResult(try self.sum(inputs[0]))
        return try activation?.forward(sum.output) ?? sum
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        var gradient = gradient
        if let activation {
            gradient = try activation.backward(gradient, result: result) { () throws(EngineError) in
                try sum(inputs[0])
            }
        }
        if gradientProduct == nil {
            gradientProduct = try MatrixStackProduct(
                MatrixStack(rows: input.shape[0], columns: operation.outputCount),
                operation.factor.transposed, in: context)
        }
        let target = try context.allocate(input)
        try gradientProduct!.run(
            context.convert(gradient, to: output), context.memory(operation.weights), into: target)
        return target
    }

    private func sum(_ memory: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(output)
        try product.run(
            context.convert(memory, to: input), context.memory(operation.weights), into: result)
        return result
    }
}

extension Dense {
    /// Inputs × outputs.
    var factor: MatrixStack {
        order == .outputsByInputs
            ? MatrixStack(rows: outputCount, columns: inputCount).transposed
            : MatrixStack(rows: inputCount, columns: outputCount)
    }
}
