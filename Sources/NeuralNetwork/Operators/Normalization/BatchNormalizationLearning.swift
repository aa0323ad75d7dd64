import COneDNN
import Tensors

/// Batch normalisation with the statistics of the batch, and perhaps a ReLU after it, as PyTorch trains it: the running mean and
/// variance move towards the batch's by the momentum, the variance by the one without bias.
final class BatchNormalizationLearning: LearningKernel {
    let output: MemoryDescriptor
    private let operation: BatchNormalization
    private let context: ComputeContext
    private let running: (mean: Parameter, variance: Parameter)?
    private let perChannel: MemoryDescriptor
    private let workspace: MemoryDescriptor?
    private let forwardPrimitive, backwardPrimitive: Primitive

    /// - Parameter rectifies: whether a ReLU follows that is computed along.
    init(
        _ operation: BatchNormalization, rectifies: Bool = false, layout: MemoryDescriptor,
        in learning: LearningContext
    ) throws(EngineError) {
        let context = learning.compute
        self.operation = operation
        self.context = context
        let isBlocked = try ChannelBlocks(layout) != nil
        let layout = try isBlocked ? layout : context.plainLayout(layout.shape)
        output = layout
        perChannel = try context.plainLayout([layout.shape[1]])
        if let mean = learning.parameters.place(of: operation.mean),
            let variance = learning.parameters.place(of: operation.variance)
        {
            running = (mean.parameter, variance.parameter)
        } else {
            running = nil
        }
        let flags = onednn_normalization_flags(rectifies ? 1 : 0)
        let forward = try PrimitiveDescriptor(.make(.batchNormalization)) {
            onednn_batch_normalization_forward(
                &$0, context.engine, layout.handle, operation.epsilon, flags, context.attributes)
        }
        let backward = try PrimitiveDescriptor(.makeGradient(of: .batchNormalization)) {
            onednn_batch_normalization_backward(
                &$0, context.engine, layout.handle, operation.epsilon, flags, forward.handle,
                context.attributes)
        }
        workspace =
            rectifies ? forward.layout(dnnl_query_workspace_md, layout.shape.dimensions) : nil
        forwardPrimitive = try Primitive(forward)
        backwardPrimitive = try Primitive(backward)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        let (mean, variance) = (try context.allocate(perChannel), try context.allocate(perChannel))
        var arguments = [
            (DNNL_ARG_SRC, try context.convert(inputs[0], to: output)), (DNNL_ARG_DST, result),
            (DNNL_ARG_MEAN, mean), (DNNL_ARG_VARIANCE, variance),
            (DNNL_ARG_SCALE, try context.memory(operation.scale)),
            (DNNL_ARG_SHIFT, try context.memory(operation.offset)),
        ]
        let mask = try workspace.map { (layout) throws(EngineError) in try context.allocate(layout) }
        if let mask { arguments.append((DNNL_ARG_WORKSPACE, mask)) }
        try forwardPrimitive.execute(context, arguments)
        renew(mean, variance)
        return KernelResult(result, workspace: mask, kept: [mean, variance])
    }

    private func renew(_ mean: Memory, _ variance: Memory) {
        guard let running else { return }
        let count = output.shape.count / max(1, output.shape[1])
        let (part, unbiased) = (operation.momentum, Float(count) / Float(max(1, count - 1)))
        func move(_ parameter: Parameter, towards batch: Memory, times factor: Float) {
            parameter.tensor.withMutableElements { values in
                let batch = batch.floats
                for channel in values.indices {
                    values[channel] = (1 - part) * values[channel] + part * (batch[channel] * factor)
                }
            }
        }
        move(running.mean, towards: mean, times: 1)
        move(running.variance, towards: variance, times: unbiased)
    }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        let below = try context.allocate(output)
        let (scale, offset) = (try context.allocate(perChannel), try context.allocate(perChannel))
        var arguments = [
            (DNNL_ARG_SRC, try context.convert(inputs[0], to: output)),
            (DNNL_ARG_MEAN, result.kept[0]), (DNNL_ARG_VARIANCE, result.kept[1]),
            (DNNL_ARG_DIFF_DST, try context.convert(gradient, to: output)),
            (DNNL_ARG_SCALE, try context.memory(operation.scale)),
            (DNNL_ARG_SHIFT, try context.memory(operation.offset)), (DNNL_ARG_DIFF_SRC, below),
            (DNNL_ARG_DIFF_SCALE, scale), (DNNL_ARG_DIFF_SHIFT, offset),
        ]
        if let mask = result.workspace { arguments.append((DNNL_ARG_WORKSPACE, mask)) }
        try backwardPrimitive.execute(context, arguments)
        return LayerGradients(inputs: wantsInputs ? [below] : [], parameters: [scale, offset])
    }
}
