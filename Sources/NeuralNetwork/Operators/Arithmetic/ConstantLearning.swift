import CVectorLoops
import Tensors

/// Arithmetic with a trained constant: a factor or an offset of each channel, embeddings of positions.
final class ConstantLearning: LearningKernel {
    private let kernel: any Kernel
    private let operation: ElementwiseArithmetic
    private let constant: Tensor
    private let context: ComputeContext
    private let input, result, target: MemoryDescriptor
    private let pairs: Broadcast

    var output: MemoryDescriptor { kernel.output }

    init(
        _ operation: ElementwiseArithmetic, by constant: Tensor, inputs: [MemoryDescriptor],
        in context: ComputeContext
    ) throws(EngineError) {
        kernel = try operation.makeKernel(for: inputs, in: context)
        self.operation = operation
        self.constant = constant
        self.context = context
        let output = checked(try operation.outputShape(of: inputs.map(\.shape)))
        input = try context.plainLayout(inputs[0].shape)
        result = try context.plainLayout(output)
        target = try context.plainLayout(constant.shape)
        pairs =
            operation.constantIsFirst
            ? Broadcast(constant.shape, inputs[0].shape, output: output)
            : Broadcast(inputs[0].shape, constant.shape, output: output)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        let values = try context.convert(inputs[0], to: input)
        let plain = try context.convert(gradient, to: self.result)
        let sums = try context.allocate(target)
        constant.withUnsafeBufferPointer { constant in
            let other = UnsafeBufferPointer(values.floats)
            let (a, b) = operation.constantIsFirst ? (constant, other) : (other, constant)
            operation.operation.differentiate(
                a, b, pairs, UnsafeBufferPointer(plain.floats), isLeft: operation.constantIsFirst,
                into: sums.floats)
        }
        withExtendedLifetime((values, plain)) {}
        return LayerGradients(
            inputs: wantsInputs
                ? [try kernel.backward(gradient, toInput: 0, inputs: inputs, result: result)] : [],
            parameters: [sums])
    }
}

/// The slopes of a parametric ReLU: Σ gradient·x over x < 0.
final class SlopeLearning: LearningKernel {
    private let kernel: any Kernel
    private let context: ComputeContext
    private let input, target: MemoryDescriptor
    private let pairs: Broadcast

    var output: MemoryDescriptor { kernel.output }

    init(
        _ operation: ParametricRelu, inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) {
        kernel = try operation.makeKernel(for: inputs, in: context)
        self.context = context
        input = try context.plainLayout(inputs[0].shape)
        target = try context.plainLayout(operation.slopes.shape)
        pairs = Broadcast(inputs[0].shape, operation.slopes.shape, output: inputs[0].shape)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        let values = try context.convert(inputs[0], to: input)
        let plain = try context.convert(gradient, to: input)
        let sums = try context.allocate(target)
        var totals = [Double](repeating: 0, count: target.shape.count)
        let (from, down, step) = (values.floats, plain.floats, pairs.rightStep)
        pairs.forEachRow { row in
            for position in 0..<row.count where from[row.left + position] < 0 {
                totals[row.right + position * step] +=
                    Double(from[row.left + position]) * Double(down[row.output + position])
            }
        }
        for (index, total) in totals.enumerated() { sums.floats[index] = Float(total) }
        withExtendedLifetime((values, plain)) {}
        return LayerGradients(
            inputs: wantsInputs
                ? [try kernel.backward(gradient, toInput: 0, inputs: inputs, result: result)] : [],
            parameters: [sums])
    }
}
