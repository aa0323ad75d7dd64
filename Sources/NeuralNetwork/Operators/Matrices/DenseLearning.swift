import Tensors

/// A dense layer without an activation in training.
final class DenseLearning: LearningKernel {
    private let kernel: any Kernel
    private let operation: Dense
    private let context: ComputeContext
    private let input: MemoryDescriptor
    private let product: MatrixStackProduct
    private let sums: ChannelSums?

    var output: MemoryDescriptor { kernel.output }

    init(_ operation: Dense, input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        kernel = try operation.makeKernel(for: [input], in: context)
        self.operation = operation
        self.context = context
        self.input = try context.plainLayout(input.shape)
        let batch = input.shape[0]
        let values = MatrixStack(rows: batch, columns: operation.inputCount)
        let gradient = MatrixStack(rows: batch, columns: operation.outputCount)
        product =
            switch operation.order {
            case .outputsByInputs: try MatrixStackProduct(gradient.transposed, values, in: context)
            case .inputsByOutputs: try MatrixStackProduct(values.transposed, gradient, in: context)
            }
        sums = operation.bias == nil ? nil : try ChannelSums([batch, operation.outputCount], in: context)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        let weights = try context.allocate(context.plainLayout(operation.weights.shape))
        let values = try context.convert(inputs[0], to: input)
        let plain = try context.convert(gradient, to: output)
        switch operation.order {
        case .outputsByInputs: try product.run(plain, values, into: weights)
        case .inputsByOutputs: try product.run(values, plain, into: weights)
        }
        var parameters = [weights]
        if let sums { parameters.append(try sums.run(plain)) }
        return LayerGradients(
            inputs: wantsInputs
                ? [try kernel.backward(plain, toInput: 0, inputs: inputs, result: result)] : [],
            parameters: parameters)
    }
}

/// A product with a trained matrix on the right.
final class MatrixProductLearning: LearningKernel {
    private let kernel: any Kernel
    private let context: ComputeContext
    private let input, matrix: MemoryDescriptor
    private let product: MatrixStackProduct

    var output: MemoryDescriptor { kernel.output }

    init(
        _ operation: MatrixMultiplication, by right: Tensor, inputs: [MemoryDescriptor],
        in context: ComputeContext
    ) throws(EngineError) {
        kernel = try operation.makeKernel(for: inputs, in: context)
        self.context = context
        input = try context.plainLayout(inputs[0].shape)
        matrix = try context.plainLayout(right.shape)
        let plan = checked(try MatrixProductPlan((inputs[0].shape, right.shape)))
        guard !plan.isEmpty else { throw .unimplemented(.makeGradient(of: .matrixProduct)) }
        product = try MatrixStackProduct(
            plan.left.transposed, plan.product, sumsTo: plan.right.batch, in: context)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        let weights = try context.allocate(matrix)
        let plain = try context.convert(gradient, to: output)
        try product.run(context.convert(inputs[0], to: input), plain, into: weights)
        return LayerGradients(
            inputs: wantsInputs
                ? [try kernel.backward(plain, toInput: 0, inputs: inputs, result: result)] : [],
            parameters: [weights])
    }
}
