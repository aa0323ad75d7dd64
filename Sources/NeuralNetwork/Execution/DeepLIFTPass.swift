import Tensors

/// What a change of every layer's output adds to a class's score per unit, between inputs and references: DeepLIFT's
/// multipliers by the rescale rule (Shrikumar, Greenside and Kundaje 2017) as shap's `DeepExplainer` computes them.
///
/// Elementwise functions pass Δoutput/Δinput instead of the derivative, max pooling passes the change of its maximum to where
/// the maxima lie, and products pass half to each factor. So the multipliers times Δ sum to the change of the score wherever
/// the rest is linear.
public final class DeepLIFTPass {
    private let pass: ForwardPass
    private let reference: ForwardPass
    private var multipliers: [Memory?]
    /// The step of the class scores.
    private let start: Int
    /// The highest step that has not yet contributed to the steps below.
    private var cursor: Int

    /// Input changes below this count as none: elementwise functions pass the reference's derivative.
    private static let leastChange: Float = 1e-6
    /// The same for max pooling, which then passes nothing.
    private static let leastPooledChange: Float = 1e-7

    /// - Parameters:
    ///   - pass: by an executor that does not fuse layers, of a network without built-in activations
    ///     (``Graph/withSeparateActivations()``).
    ///   - reference: by the same executor, of as many inputs.
    ///   - index: of a class.
    public init(
        of pass: ForwardPass, reference: ForwardPass, fromClass index: Int
    ) throws(EngineError) {
        guard let logits = pass.graph.logits, let classes = pass.graph.classCount,
            (0..<classes).contains(index), pass.batch == reference.batch,
            pass.plan.steps.allSatisfy({ $0.nodes.count == 1 })
        else { preconditionFailure("class \(index) of \(pass.graph.name)") }
        self.pass = pass
        self.reference = reference
        let seed = Tensor(Shape([pass.batch] + pass.graph.nodes[logits].shape.dimensions)) { destination in
            destination.initialize(repeating: 0)
            for item in 0..<pass.batch { destination[item * classes + index] = 1 }
        }
        multipliers = Array(repeating: nil, count: pass.plan.steps.count)
        start = pass.plan.place(logits).step
        cursor = start
        multipliers[start] = try pass.plan.context.memory(seed)
    }

    /// The multipliers at a layer's output, in that output's shape; zero where the score does not depend on it. Layers are
    /// asked for from the top down.
    ///
    /// - Parameter cancellation: heeded between layers.
    /// - Throws: ``BackwardPassError``, ``EngineError``, `CancellationError`.
    public func multipliers(at node: Int, cancellation: Cancellation? = nil) throws -> Tensor {
        let target = pass.plan.place(node).step
        guard target <= cursor || target > start else {
            throw BackwardPassError.dropped(layer: pass.graph.nodes[node].name)
        }
        while cursor > target {
            try cancellation?.check()
            if let above = multipliers[cursor] {
                for (index, input) in pass.plan.steps[cursor].inputs.enumerated() {
                    let part = try contribution(of: cursor, above: above, toInput: index)
                    multipliers[input] =
                        try multipliers[input].map { try pass.plan.context.sum($0, part) } ?? part
                }
                multipliers[cursor] = nil
            }
            cursor -= 1
        }
        guard let found = multipliers[target] else {
            return Tensor(try pass.output(of: node).shape, repeating: 0)
        }
        return try pass.plan.context.tensor(found)
    }

    private func contribution(of step: Int, above: Memory, toInput index: Int) throws(EngineError) -> Memory {
        switch pass.plan.steps[step].parts[0].operation.deepLIFTRule {
        case .rescale: return try rescaled(step, above, toInput: index)
        case .maximum: return try maximum(step, above)
        case .product:
            let own = try gradient(step, above, toInput: index, in: pass)
            let other = try gradient(step, above, toInput: index, in: reference)
            return try elementwise([own, other]) { ($0[0] + $0[1]) / 2 }
        case .derivative: return try gradient(step, above, toInput: index, in: reference)
        }
    }

    /// What the step's derivative passes down.
    private func gradient(
        _ step: Int, _ above: Memory, toInput index: Int, in pass: ForwardPass
    ) throws(EngineError) -> Memory {
        try pass.plan.kernel(step).backward(
            above, toInput: index, inputs: pass.inputs(of: step), result: pass.result(step))
    }

    /// m·Δoutput/Δinput, or what the derivative passes where nothing changes.
    private func rescaled(_ step: Int, _ above: Memory, toInput index: Int) throws(EngineError) -> Memory {
        let derivative = try gradient(step, above, toInput: index, in: reference)
        return try elementwise([
            above, derivative, pass.inputs(of: step)[0], reference.inputs(of: step)[0],
            pass.result(step).output, reference.result(step).output,
        ]) { values in
            let change = values[2] - values[3]
            return abs(change) < Self.leastChange
                ? values[1] : values[0] * ((values[4] - values[5]) / change)
        }
    }

    /// What the maximum's change passes to the elements where the input and the reference have theirs: m·(M − reference) for
    /// the one and m·(output − M) for the other, M being the greater of both outputs, divided by the elements' own change.
    private func maximum(_ step: Int, _ above: Memory) throws(EngineError) -> Memory {
        let outputs = [above, pass.result(step).output, reference.result(step).output]
        let rise = try elementwise(outputs) { $0[0] * (max($0[1], $0[2]) - $0[2]) }
        let fall = try elementwise(outputs) { $0[0] * ($0[1] - max($0[1], $0[2])) }
        return try elementwise([
            gradient(step, rise, toInput: 0, in: pass), gradient(step, fall, toInput: 0, in: reference),
            pass.inputs(of: step)[0], reference.inputs(of: step)[0],
        ]) { values in
            let change = values[2] - values[3]
            return abs(change) < Self.leastPooledChange ? 0 : (values[0] + values[1]) / change
        }
    }

    /// A function of memories of one shape, element by element, in the layout of the first.
    private func elementwise(
        _ memories: [Memory], _ function: (UnsafeBufferPointer<Float>) -> Float
    ) throws(EngineError) -> Memory {
        try pass.plan.context.elementwise(memories, in: memories[0].descriptor, function)
    }
}
