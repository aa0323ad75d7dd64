import Tensors

/// What every layer put out for one batch of inputs.
public final class ForwardPass {
    let plan: Plan
    private var kept: [KernelResult?]

    init(plan: Plan, results: [KernelResult]) {
        self.plan = plan
        kept = results
    }

    /// What a step put out.
    ///
    /// - Precondition: it was not released.
    func result(_ step: Int) -> KernelResult {
        guard let result = kept[step] else { preconditionFailure("step \(step) was released") }
        return result
    }

    /// Gives back what a step put out, which nobody may ask for any more.
    func release(_ step: Int) { kept[step] = nil }

    public var graph: Graph { plan.graph }

    /// The number of inputs in the batch.
    public var batch: Int { plan.inputShape[0] }

    /// The output of a layer, N×C×H×W or N×F.
    ///
    /// A layer that was fused into another is computed here from what that one read.
    public func output(of node: Int) throws(EngineError) -> Tensor {
        let (step, position) = plan.place(node)
        guard position < plan.steps[step].nodes.count - 1 else {
            return try plan.context.tensor(result(step).output)
        }
        return try plan.context.tensor(plan.layers(of: step).forward(inputs(of: step), to: position))
    }

    /// The class scores, N×classes, or nil for a network without a classifier.
    public func logits() throws(EngineError) -> Tensor? {
        guard let logits = graph.logits else { return nil }
        let output = try output(of: logits)
        return output.reshaped([batch, output.count / batch])
    }

    /// The gradient of the class score of `index`, summed over the batch, the items of which do not mix.
    ///
    /// - Parameter keeping: what stays in memory.
    /// - Precondition: the network has a classifier and `index` is one of its classes.
    public func backward(
        fromClass index: Int, rule: BackwardRule = .gradient, keeping: BackwardPass.Keeping = .all
    ) throws -> BackwardPass {
        guard let logits = graph.logits, let classes = graph.classCount, index >= 0, index < classes else {
            preconditionFailure("class \(index) of \(graph.name)")
        }
        let shape = graph.nodes[logits].shape
        let seed = Tensor(Shape([batch] + shape.dimensions)) { destination in
            destination.initialize(repeating: 0)
            for item in 0..<batch { destination[item * classes + index] = 1 }
        }
        return try backward(from: logits, gradient: seed, rule: rule, keeping: keeping)
    }

    /// The gradient of ⟨output of a layer, `gradient`⟩.
    ///
    /// - Parameters:
    ///   - gradient: in the shape of that layer's output with the batch.
    ///   - rule: how it passes rectifiers.
    ///   - keeping: what stays in memory.
    /// - Throws: `MemoryBudgetError`, ``EngineError``.
    public func backward(
        from node: Int, gradient: Tensor, rule: BackwardRule = .gradient, keeping: BackwardPass.Keeping = .all
    ) throws -> BackwardPass {
        if keeping == .all { try plan.memory.ask(forAllOf: 2, plan.context.memory) }
        return try BackwardPass(of: self, from: node, gradient: gradient, rule: rule, keeping: keeping)
    }

    func inputs(of step: Int) -> [Memory] { plan.steps[step].inputs.map { result($0).output } }
}
