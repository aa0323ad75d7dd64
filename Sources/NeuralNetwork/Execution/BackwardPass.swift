import Tensors

/// The gradient of a scalar with respect to every layer's output, computed from the top down and only as far as
/// it is asked for.
public final class BackwardPass {
    private let pass: ForwardPass
    private let start: (step: Int, position: Int)
    private let seed: Memory
    private let rule: BackwardRule
    private let keeping: Keeping
    private var gradients: [Memory?]
    /// The highest step that has not yet contributed to the steps below.
    private var cursor: Int

    /// What stays in memory while a pass goes down; the less, the larger a batch can be.
    public enum Keeping: Sendable {
        /// All gradients: layers are asked for in any order.
        case all
        /// The outputs of the forward pass, for another pass back: layers are asked for from the top down.
        case outputs
        /// Neither: the forward pass is of no use afterwards.
        case nothing
    }

    init(
        of pass: ForwardPass, from node: Int, gradient: Tensor, rule: BackwardRule, keeping: Keeping
    ) throws(EngineError) {
        self.pass = pass
        self.rule = rule
        self.keeping = keeping
        start = pass.plan.place(node)
        seed = try pass.plan.context.memory(gradient)
        gradients = Array(repeating: nil, count: pass.plan.steps.count)
        cursor = start.step
        if isWhole(start) { gradients[start.step] = seed }
    }

    /// The gradient at a layer's output, in that output's shape; zero where the scalar does not depend on it.
    ///
    /// - Parameter cancellation: heeded between layers.
    /// - Throws: ``BackwardPassError``, ``EngineError``, `CancellationError`.
    public func gradient(at node: Int, cancellation: Cancellation? = nil) throws -> Tensor {
        let place = pass.plan.place(node)
        try advance(to: place.step, cancellation: cancellation)
        let context = pass.plan.context
        if place == start { return try context.tensor(seed) }
        guard place.step <= cursor || keeps(place.step) else {
            throw BackwardPassError.dropped(layer: pass.graph.nodes[node].name)
        }
        let (inputs, target) = (pass.inputs(of: place.step), Subnetwork.Source.part(place.position))
        if place.step == start.step, place.position < start.position {
            return try tensor(
                pass.plan.layers(of: place.step).backward(
                    seed, from: start.position, to: [target], inputs: inputs, rule: rule)[target],
                at: node)
        }
        guard let whole = gradients[place.step], place.step < start.step || isWhole(start) else {
            return try tensor(nil, at: node)
        }
        if isWhole(place) { return try context.tensor(whole) }
        let step = pass.plan.steps[place.step]
        return try tensor(
            pass.plan.layers(of: place.step).backward(
                whole, from: step.nodes.count - 1, to: [target], inputs: inputs,
                output: pass.result(place.step).output, rule: rule)[target],
            at: node)
    }

    /// - Parameter gradient: nil where the scalar does not depend on the layer.
    private func tensor(_ gradient: Memory?, at node: Int) throws(EngineError) -> Tensor {
        guard let gradient else { return Tensor(try pass.output(of: node).shape, repeating: 0) }
        return try pass.plan.context.tensor(gradient)
    }

    /// Computes the gradients down to the first layer, so that later questions cost no more than a copy.
    ///
    /// - Parameter cancellation: heeded between layers.
    public func complete(cancellation: Cancellation? = nil) throws {
        try advance(to: min(1, start.step), cancellation: cancellation)
    }

    /// Whether what is needed for the gradient at a step stays once the steps below have got theirs.
    private func keeps(_ step: Int) -> Bool {
        switch keeping {
        case .all: true
        // The seed stays in any case; above it all gradients are zero.
        case .outputs: step >= start.step
        case .nothing: false
        }
    }

    private func isWhole(_ place: (step: Int, position: Int)) -> Bool {
        place.position == pass.plan.steps[place.step].nodes.count - 1
    }

    /// Counts the contributions of all steps above `target`.
    private func advance(to target: Int, cancellation: Cancellation?) throws {
        while cursor > target {
            try cancellation?.check()
            let step = pass.plan.steps[cursor]
            if cursor == start.step || gradients[cursor] != nil {
                for (input, part) in zip(step.inputs, try contributions(of: cursor)) {
                    guard let part else { continue }
                    gradients[input] =
                        try gradients[input].map { try pass.plan.context.sum($0, part) } ?? part
                }
            }
            if keeping != .all { gradients[cursor] = nil }
            if keeping == .nothing { pass.release(cursor) }
            cursor -= 1
        }
    }

    /// What a step adds to the gradient of each of its inputs; nil where nothing depends on the input.
    private func contributions(of index: Int) throws(EngineError) -> [Memory?] {
        let (plan, step, inputs) = (pass.plan, pass.plan.steps[index], pass.inputs(of: index))
        let isInside = index == start.step && !isWhole(start)
        if isInside || rule != .gradient && step.rectifiesInside {
            let (gradient, first) =
                isInside ? (seed, start.position) : (gradients[index]!, step.nodes.count - 1)
            let targets = inputs.indices.map(Subnetwork.Source.input)
            let found = try plan.layers(of: index).backward(
                gradient, from: first, to: Set(targets), inputs: inputs,
                output: isInside ? nil : pass.result(index).output, rule: rule)
            return targets.map { found[$0] }
        }
        let gradient = try rule.passed(
            gradients[index]!, throughRectifier: step.rectifies, in: plan.context)
        return try plan.naming(index) { () throws(EngineError) in
            try plan.kernel(index).backward(gradient, inputs: inputs, result: pass.result(index))
        }
    }
}
