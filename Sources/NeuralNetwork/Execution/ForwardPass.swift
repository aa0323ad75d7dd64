import Tensors

/// What every layer put out for one batch of inputs.
public final class ForwardPass {
    let plan: Plan
    let results: [KernelResult]

    init(plan: Plan, results: [KernelResult]) {
        self.plan = plan
        self.results = results
    }

    public var graph: Graph { plan.graph }

    /// The number of inputs in the batch.
    public var batch: Int { plan.inputShape[0] }

    /// The output of a layer, N×C×H×W or N×F.
    ///
    /// A layer that was fused into another is computed here from what that one read.
    public func output(of node: Int) throws(EngineError) -> Tensor {
        let (step, position) = plan.place(node)
        guard position < plan.steps[step].nodes.count - 1 else {
            return try plan.context.tensor(results[step].output)
        }
        let chain = try plan.chain(step)
        return try plan.context.tensor(chain.forward(inputs(of: step), count: position + 1).last!.output)
    }

    /// The class scores, N×classes, or nil for a network without a classifier.
    public func logits() throws(EngineError) -> Tensor? {
        guard let logits = graph.logits else { return nil }
        let output = try output(of: logits)
        return output.reshaped([batch, output.count / batch])
    }

    /// The gradient of the class score of `index`, summed over the batch (whose items do not mix).
    ///
    /// - Parameter keepsAll: whether a gradient is kept after those below it were computed; if not, layers are asked for from
    ///   the top down.
    /// - Precondition: the network has a classifier and `index` is one of its classes.
    public func backward(
        fromClass index: Int, rule: BackwardRule = .gradient, keepsAll: Bool = true
    ) throws(EngineError) -> BackwardPass {
        guard let logits = graph.logits, let classes = graph.classCount, index >= 0, index < classes else {
            preconditionFailure("class \(index) of \(graph.name)")
        }
        let shape = graph.nodes[logits].shape
        let seed = Tensor(Shape([batch] + shape.dimensions)) { destination in
            destination.initialize(repeating: 0)
            for item in 0..<batch { destination[item * classes + index] = 1 }
        }
        return try backward(from: logits, gradient: seed, rule: rule, keepsAll: keepsAll)
    }

    /// The gradient of ⟨output of a layer, `gradient`⟩.
    ///
    /// - Parameters:
    ///   - gradient: in the shape of that layer's output with the batch.
    ///   - rule: how it passes rectifiers.
    ///   - keepsAll: as in ``backward(fromClass:rule:keepsAll:)``.
    public func backward(
        from node: Int, gradient: Tensor, rule: BackwardRule = .gradient, keepsAll: Bool = true
    ) throws(EngineError) -> BackwardPass {
        try BackwardPass(of: self, from: node, gradient: gradient, rule: rule, keepsAll: keepsAll)
    }

    func inputs(of step: Int) -> [Memory] { plan.steps[step].inputs.map { results[$0].output } }
}
