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
        let inputs = pass.inputs(of: place.step)
        if place.step == start.step, place.position < start.position {
            let chain = try pass.plan.chain(place.step)
            return try context.tensor(
                chain.backward(
                    seed, from: start.position, to: place.position, inputs: inputs, rule: rule))
        }
        guard let whole = gradients[place.step], place.step < start.step || isWhole(start) else {
            return Tensor(try pass.output(of: node).shape, repeating: 0)
        }
        if isWhole(place) { return try context.tensor(whole) }
        return try context.tensor(
            pass.plan.chain(place.step).backward(
                whole, output: pass.result(place.step).output, to: place.position, inputs: inputs, rule: rule)
        )
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
                for (index, input) in step.inputs.enumerated() {
                    let part = try contribution(of: cursor, toInput: index)
                    gradients[input] = try gradients[input].map { try sum($0, part) } ?? part
                }
            }
            if keeping != .all { gradients[cursor] = nil }
            if keeping == .nothing { pass.release(cursor) }
            cursor -= 1
        }
    }

    private func contribution(of step: Int, toInput index: Int) throws(EngineError) -> Memory {
        let inputs = pass.inputs(of: step)
        if step == start.step, !isWhole(start) {
            return try pass.plan.chain(step).backward(
                seed, from: start.position, toInput: index, inputs: inputs, rule: rule)
        }
        let gradient = try rule.passed(
            gradients[step]!, through: pass.plan.steps[step].operation!, in: pass.plan.context)
        return try pass.plan.kernel(step).backward(
            gradient, toInput: index, inputs: inputs, result: pass.result(step))
    }

    private func sum(_ first: Memory, _ second: Memory) throws(EngineError) -> Memory {
        let kernel = try ElementwiseArithmetic.add.makeKernel(
            for: [first.descriptor, second.descriptor], in: pass.plan.context)
        return try kernel.forward([first, second]).output
    }
}
