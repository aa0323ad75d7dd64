import COneDNN
import Tensors

extension Activation {
    /// The compiled function for values in some layout.
    func makeKernel(layout: MemoryDescriptor, in context: ComputeContext) throws(EngineError) -> any Kernel {
        if let stages { return try ActivationKernel(self, stages, layout: layout, in: context) }
        let function = vectorized
        let layout = try context.elementwiseLayout(layout)
        return try PlainKernel(
            layouts: [layout], output: layout, in: context,
            compute: { function.compute($0[0], into: $1) },
            differentiate: { function.differentiate($0.inputs[0], $0.gradient, into: $0.target) })
    }
}

/// The stages of an activation, one primitive each.
private final class ActivationKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let stages: [(forward: Primitive, backward: Primitive)]

    init(
        _ activation: Activation, _ functions: [Activation.Stage], layout: MemoryDescriptor,
        in context: ComputeContext
    ) throws(EngineError) {
        output = layout
        self.context = context
        var stages: [(Primitive, Primitive)] = []
        for stage in functions {
            let forward = try PrimitiveDescriptor(.make(.activation(activation.name))) {
                onednn_eltwise_forward(
                    &$0, context.engine, stage.algorithm, layout.handle, stage.alpha, stage.beta,
                    context.attributes)
            }
            let backward = try PrimitiveDescriptor(.makeGradient(of: .activation(activation.name))) {
                onednn_eltwise_backward(
                    &$0, context.engine, stage.algorithm, layout.handle, stage.alpha, stage.beta,
                    forward.handle,
                    context.attributes)
            }
            stages.append((try Primitive(forward), try Primitive(backward)))
        }
        self.stages = stages
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        KernelResult(try values(from: inputs[0]).last!)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let sources = stages.count == 1 ? [inputs[0]] : [inputs[0]] + (try values(from: inputs[0]).dropLast())
        var gradient = try context.convert(gradient, to: output)
        for (stage, source) in zip(stages, sources).reversed() {
            let next = try context.allocate(output)
            try stage.backward.execute(
                context, (DNNL_ARG_SRC, try context.convert(source, to: output)),
                (DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_DIFF_SRC, next))
            gradient = next
        }
        return gradient
    }

    /// The output of every stage.
    private func values(from input: Memory) throws(EngineError) -> [Memory] {
        var values: [Memory] = []
        var current = try context.convert(input, to: output)
        for stage in stages {
            let next = try context.allocate(output)
            try stage.forward.execute(context, (DNNL_ARG_SRC, current), (DNNL_ARG_DST, next))
            values.append(next)
            current = next
        }
        return values
    }
}

/// The derivative of an activation fused into the operation before it, taken at the activation's output.
final class FusedActivationGradient {
    private let context: ComputeContext
    private let layout: MemoryDescriptor
    private let primitive: Primitive

    /// - Parameter activation: one with ``Activation/hasDerivativeFromOutput``.
    init(_ activation: Activation, layout: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        guard activation.hasDerivativeFromOutput, let stage = activation.stages?.first else {
            preconditionFailure("the derivative of \(activation.name) needs its input")
        }
        self.context = context
        self.layout = layout
        let forward = try PrimitiveDescriptor(.make(.activation(activation.name))) {
            onednn_eltwise_forward(
                &$0, context.engine, stage.algorithmFromOutput!, layout.handle, stage.alpha, stage.beta,
                context.attributes)
        }
        primitive = try Primitive(
            PrimitiveDescriptor(.makeGradient(of: .activation(activation.name))) {
                onednn_eltwise_backward(
                    &$0, context.engine, stage.algorithmFromOutput!, layout.handle, stage.alpha, stage.beta,
                    forward.handle, context.attributes)
            })
    }

    func callAsFunction(_ gradient: Memory, output: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(layout)
        try primitive.execute(
            context, (DNNL_ARG_DST, try context.convert(output, to: layout)),
            (DNNL_ARG_DIFF_DST, try context.convert(gradient, to: layout)), (DNNL_ARG_DIFF_SRC, result))
        return result
    }
}
