import Tensors

extension Learning {
    /// That of an operation with a built-in activation.
    static func behind(_ builtIn: BuiltInActivation, kind: LayerKind) -> Learning? {
        Composite(
            [builtIn.linear, ActivationLayer(builtIn.activation)], kind: kind,
            summary: .like(builtIn.linear.summary)
        ).learning
    }
}

/// Operations one after the other in training, of which each is run once.
final class CompositeLearning: LearningKernel {
    private let kernels: [any Kernel]

    var output: MemoryDescriptor { kernels.last!.output }

    /// - Parameter operations: each of one input but the first.
    init(
        _ operations: [any Operator], inputs: [MemoryDescriptor], in context: LearningContext
    ) throws(EngineError) {
        var kernels: [any Kernel] = []
        var layouts = inputs
        for (index, operation) in operations.enumerated() {
            let kernel = try operation.makeTrainingKernel(reading: layouts, in: context.part(index))
            kernels.append(kernel)
            layouts = [kernel.output]
        }
        self.kernels = kernels
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        var parts: [KernelResult] = []
        for kernel in kernels { parts.append(try kernel.forward(parts.last.map { [$0.output] } ?? inputs)) }
        return KernelResult(parts.last!.output, parts: parts)
    }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        var below = [gradient]
        var parameters: [Memory] = []
        for index in kernels.indices.reversed() {
            let read = index == 0 ? inputs : [result.parts[index - 1].output]
            if let kernel = kernels[index] as? any LearningKernel {
                let found = try kernel.gradients(
                    below[0], inputs: read, result: result.parts[index],
                    wantsInputs: index > 0 || wantsInputs)
                parameters = found.parameters + parameters
                below = found.inputs
            } else if index > 0 || wantsInputs {
                below = try kernels[index].backward(below[0], inputs: read, result: result.parts[index])
            }
        }
        return LayerGradients(inputs: wantsInputs ? below : [], parameters: parameters)
    }
}

extension Operator {
    /// The compiled form for training: of an operation that learns nothing what it always is.
    func makeTrainingKernel(
        reading inputs: [MemoryDescriptor], in context: LearningContext
    ) throws(EngineError) -> any Kernel {
        guard let learning else { return try makeKernel(reading: inputs, in: context.compute) }
        // A constant of the network is none of the parameters: nothing is asked for.
        let learns = (learning.parameters + learning.statistics).contains {
            context.parameters.place(of: $0) != nil
        }
        guard learns || learning.isEmpty else { return try makeKernel(reading: inputs, in: context.compute) }
        var layouts = inputs
        if !readsViews {
            layouts = []
            for input in inputs { layouts.append(try context.compute.withoutView(input)) }
        }
        return try learning.makeKernel(layouts, context)
    }
}
