import Tensors

/// The layers that a step fuses, compiled one by one: it answers for those that have no output in the fused step.
final class Chain {
    private let operations: [any Operator]
    private let kernels: [any Kernel]
    private let context: ComputeContext
    /// The last layer's gradient, from what the chain puts out.
    private var outputGradient: FusedActivationGradient?

    var count: Int { kernels.count }
    /// The last layer's layout.
    var output: MemoryDescriptor { kernels.last!.output }

    init(
        _ operations: [any Operator], inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) {
        var kernels: [any Kernel] = []
        var inputs = inputs
        for operation in operations {
            let kernel = try operation.makeKernel(for: inputs, in: context)
            kernels.append(kernel)
            inputs = [kernel.output]
        }
        self.operations = operations
        self.kernels = kernels
        self.context = context
    }

    /// The outputs of the first `count` layers.
    func forward(_ inputs: [Memory], count: Int) throws(EngineError) -> [KernelResult] {
        var results: [KernelResult] = []
        for kernel in kernels.prefix(count) {
            results.append(try kernel.forward(results.last.map { [$0.output] } ?? inputs))
        }
        return results
    }

    /// The gradient at the output of layer `target`, given that at the output of layer `start`.
    func backward(
        _ gradient: Memory, from start: Int, to target: Int, inputs: [Memory], rule: BackwardRule = .gradient
    ) throws(EngineError) -> Memory {
        let results = try forward(inputs, count: start + 1)
        var gradient = gradient
        for layer in stride(from: start, to: target, by: -1) {
            gradient = try kernels[layer].backward(
                rule.passed(gradient, through: operations[layer], in: context), toInput: 0,
                inputs: [results[layer - 1].output], result: results[layer])
        }
        return gradient
    }

    /// The gradient at the output of layer `target`, given that at the chain's output, and that output.
    ///
    /// Nothing is computed again where the last layer is an activation with a derivative that can be read off its output and only
    /// normalisations lie below it.
    func backward(
        _ gradient: Memory, output: Memory, to target: Int, inputs: [Memory], rule: BackwardRule
    ) throws(EngineError) -> Memory {
        let last = count - 1
        guard case .activation(let activation) = operations[last].epilogue,
            activation.hasDerivativeFromOutput,
            operations[(target + 1)..<last].allSatisfy({ $0.epilogue?.isScaleAndShift == true })
        else {
            return try backward(gradient, from: last, to: target, inputs: inputs, rule: rule)
        }
        if outputGradient == nil {
            outputGradient = try FusedActivationGradient(
                activation, layout: output.descriptor, in: context)
        }
        var gradient = try outputGradient!(
            rule.passed(gradient, through: operations[last], in: context), output: output)
        for layer in stride(from: last - 1, to: target, by: -1) {
            gradient = try kernels[layer].backward(
                rule.passed(gradient, through: operations[layer], in: context), toInput: 0, inputs: [],
                result: KernelResult(gradient))
        }
        return gradient
    }

    /// The gradient at one of the chain's inputs, given that at the output of layer `start`.
    func backward(
        _ gradient: Memory, from start: Int, toInput index: Int, inputs: [Memory],
        rule: BackwardRule = .gradient
    ) throws(EngineError) -> Memory {
        let first = try backward(gradient, from: start, to: 0, inputs: inputs, rule: rule)
        let result = try forward(inputs, count: 1)[0]
        return try kernels[0].backward(
            rule.passed(first, through: operations[0], in: context), toInput: index, inputs: inputs,
            result: result)
    }
}
