import Tensors

/// What every layer put out for one batch in training.
public final class TrainingPass {
    private let plan: TrainingPlan
    private let table: ParameterTable
    private var results: [KernelResult?]
    private let cancellation: Cancellation?

    init(
        _ plan: TrainingPlan, input: Tensor, table: ParameterTable, cancellation: Cancellation?
    ) throws {
        self.plan = plan
        self.table = table
        self.cancellation = cancellation
        results = [KernelResult(try plan.context.memory(input))]
        for step in plan.steps.dropFirst() {
            try cancellation?.check()
            let inputs = step.inputs.map { results[$0]!.output }
            do throws(EngineError) {
                results.append(try step.kernel!.forward(inputs))
            } catch {
                throw error.at(layer: plan.graph.nodes[step.nodes.last!].name)
            }
        }
    }

    /// The class scores, N×classes.
    public func logits() throws(EngineError) -> Tensor {
        guard let last = results.last, let result = last else {
            preconditionFailure("the pass back was made")
        }
        let output = try plan.context.tensor(result.output)
        let items = plan.inputShape[0]
        return output.reshaped([items, output.count / items])
    }

    /// Adds the gradients of a scalar to those of the parameters. The pass is of no use afterwards.
    ///
    /// - Parameter gradient: with respect to ``logits()``.
    public func backward(_ gradient: Tensor) throws {
        let context = plan.context
        var gradients = [Memory?](repeating: nil, count: plan.steps.count)
        let shape = results.last!!.output.descriptor.shape
        gradients[plan.steps.count - 1] = try context.memory(gradient.reshaped(shape))
        for index in plan.steps.indices.dropFirst().reversed() {
            try cancellation?.check()
            let step = plan.steps[index]
            if let own = gradients[index], step.leadsToParameters {
                do throws(EngineError) {
                    let parts = try contributions(of: step, own, results[index]!)
                    for (input, part) in zip(step.inputs, parts) where plan.steps[input].leadsToParameters {
                        gradients[input] =
                            try gradients[input].map { (known) throws(EngineError) in
                                try context.sum(known, part)
                            } ?? part
                    }
                } catch {
                    throw error.at(layer: plan.graph.nodes[step.nodes.last!].name)
                }
            }
            gradients[index] = nil
            results[index] = nil
        }
        results = []
    }

    /// What a step adds to the gradients of its inputs; its parameters get theirs.
    private func contributions(
        of step: TrainingPlan.Step, _ gradient: Memory, _ result: KernelResult
    ) throws(EngineError) -> [Memory] {
        let inputs = step.inputs.map { results[$0]!.output }
        let wantsInputs = step.inputs.contains { plan.steps[$0].leadsToParameters }
        guard let kernel = step.kernel as? any LearningKernel else {
            return try step.kernel!.backward(gradient, inputs: inputs, result: result)
        }
        let found = try kernel.gradients(gradient, inputs: inputs, result: result, wantsInputs: wantsInputs)
        for (tensor, memory) in zip(step.parameters, found.parameters) {
            guard let place = table.place(of: tensor), place.parameter.isTrained else { continue }
            let plain = try plan.context.plain(memory)
            place.parameter.add(
                UnsafeBufferPointer(rebasing: plain.floats[..<tensor.count]), at: place.offset)
            withExtendedLifetime(plain) {}
        }
        return found.inputs
    }
}
