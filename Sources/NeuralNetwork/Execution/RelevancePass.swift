import Tensors

/// Layer-wise relevance propagation (Bach et al. 2015): a class's score is shared among the elements of every layer, from the top
/// down, in proportion to what they add to the layer above.
///
/// Sums with weights have the ε rule, convolutions the αβ rule where it is asked for, attentions and normalisations the rules of
/// AttnLRP (Achtibat et al. 2024). What a bias adds, it keeps.
public final class RelevancePass {
    private let pass: ForwardPass
    private let settings: RelevanceSettings
    private var relevance: [Memory?]
    private let start: Int
    private var context: ComputeContext { pass.plan.context }

    /// - Parameters:
    ///   - pass: of one input by an executor that was made for this (``Executor/init(forRelevanceIn:besides:)``).
    ///   - index: of a class.
    public init(of pass: ForwardPass, fromClass index: Int, _ settings: RelevanceSettings) throws {
        guard let logits = pass.graph.logits, let scores = try pass.logits(), pass.batch == 1,
            (0..<scores.count).contains(index)
        else { preconditionFailure("class \(index) of \(pass.graph.name)") }
        self.pass = pass
        self.settings = settings
        relevance = Array(repeating: nil, count: pass.plan.steps.count)
        start = pass.plan.place(logits).step
        let shape = try pass.output(of: logits).shape
        relevance[start] = try pass.plan.context.memory(
            Tensor(shape) { seed in
                seed.initialize(repeating: 0)
                seed[index] = scores[index]
            })
    }

    /// What each value of the network's input adds to the class's score, in the input's shape.
    ///
    /// - Parameter cancellation: heeded between layers.
    public func atInput(cancellation: Cancellation? = nil) throws -> Tensor {
        for step in (1...max(1, start)).reversed() where step <= start {
            guard let above = relevance[step] else { continue }
            try cancellation?.check()
            let parts = try pass.plan.naming(step) { () throws(EngineError) in try share(above, of: step) }
            for (input, part) in zip(pass.plan.steps[step].inputs, parts) {
                guard let part else { continue }
                relevance[input] = try relevance[input].map { try context.sum($0, part) } ?? part
            }
            relevance[step] = nil
        }
        guard let found = relevance[0] else { return Tensor(pass.plan.inputShape, repeating: 0) }
        return try context.tensor(found)
    }

    /// What a step's output is worth as what its inputs are worth.
    private func share(_ above: Memory, of step: Int) throws(EngineError) -> [Memory?] {
        let (inputs, output) = (pass.inputs(of: step), pass.result(step).output)
        guard let operation = pass.plan.steps[step].computation as? any Operator else {
            preconditionFailure("step \(step) is several layers")
        }
        if let alpha = settings.alpha, let convolution = operation as? Convolution {
            return [try bySigns(convolution, alpha, above, inputs[0])]
        }
        let rule = RelevanceRule(
            operation, inputs: inputs.map(\.descriptor.shape), output: output.descriptor.shape)
        let epsilon = isCompleted(step) ? 0 : settings.epsilon
        switch rule {
        case .passed: return [above]
        case .only(let index): return inputs.indices.map { $0 == index ? above : nil }
        case .moved:
            return try pass.plan.kernel(step).backward(above, inputs: inputs, result: pass.result(step))
        case .proportional: return try proportional(step, above, epsilon, inputs, output)
        case .softmax: return try proportional(step, above, 0, inputs, output)
        case .product:
            let half = try elementwise([above]) { $0[0] / 2 }
            return try proportional(step, half, epsilon, inputs, output)
        case .normalization(let normalization):
            let share = try ratio(above, output, epsilon)
            return [try multiplied(inputs[0], centred(share, by: normalization, of: inputs[0]))]
        }
    }

    /// x ⊙ Jᵀ(R/z)
    private func proportional(
        _ step: Int, _ above: Memory, _ epsilon: Float, _ inputs: [Memory], _ output: Memory
    ) throws(EngineError) -> [Memory?] {
        let share = try ratio(above, output, epsilon)
        let gradients = try pass.plan.kernel(step).backward(share, inputs: inputs, result: pass.result(step))
        var parts: [Memory?] = []
        for (input, gradient) in zip(inputs, gradients) { parts.append(try multiplied(input, gradient)) }
        return parts
    }

    /// Whether it is a product with weights of which the bias comes in the next step: there what is divided by is kept from zero.
    private func isCompleted(_ step: Int) -> Bool {
        guard pass.plan.steps[step].computation is MatrixMultiplication else { return false }
        let readers = pass.plan.steps.filter { $0.inputs.contains(step) }
        guard readers.count == 1, let sum = readers[0].computation as? ElementwiseArithmetic else {
            return false
        }
        return sum.operation == .add && sum.constant != nil
    }

    /// above / (output ± ε), 0 where that is nothing of nothing.
    private func ratio(_ above: Memory, _ output: Memory, _ epsilon: Float) throws(EngineError) -> Memory {
        try elementwise([above, output]) { values in
            let divisor = values[1] + (values[1] < 0 ? -epsilon : epsilon)
            return values[0] == 0 || divisor == 0 ? 0 : values[0] / divisor
        }
    }

    /// Element by element; what is masked by an infinity has none.
    private func multiplied(_ input: Memory, _ gradient: Memory) throws(EngineError) -> Memory {
        try elementwise([input, gradient]) { $0[0].isFinite ? $0[0] * $0[1] : 0 }
    }

    /// The gradient of a normalisation whose deviation is held: (g − mean g)/σ, g with the scale.
    private func centred(
        _ gradient: Memory, by normalization: Standardization, of input: Memory
    ) throws(EngineError) -> Memory {
        let shape = input.descriptor.shape
        let kept = Shape(
            shape.dimensions.enumerated().map { normalization.axes.contains($0.offset) ? 1 : $0.element })
        let groups = Broadcast(kept, shape, output: shape)
        let size = Double(shape.count / max(1, kept.count))
        let (own, above) = (try context.plain(input), try context.plain(gradient))
        let result = try context.allocate(context.plainLayout(shape))
        let (values, gradients, target) = (own.floats, above.floats, result.floats)
        let scales = normalization.scale?.values
        func scaled(_ element: Int) -> Double {
            Double(gradients[element]) * Double(scales.map { $0[element % $0.count] } ?? 1)
        }
        var (sums, squares, means) = (
            [Double](repeating: 0, count: kept.count), [Double](repeating: 0, count: kept.count),
            [Double](repeating: 0, count: kept.count)
        )
        groups.forEach { group, element, _ in
            sums[group] += Double(values[element])
            means[group] += scaled(element) / size
        }
        groups.forEach { group, element, _ in
            let deviation = Double(values[element]) - sums[group] / size
            squares[group] += deviation * deviation
        }
        groups.forEach { group, element, _ in
            let deviation = (squares[group] / size + Double(normalization.epsilon)).squareRoot()
            target[element] = Float((scaled(element) - means[group]) / deviation)
        }
        withExtendedLifetime((own, above)) {}
        return result
    }

    /// The αβ rule (Bach et al. 2015, equation 60): what speaks for an output and what speaks against it are shared by themselves.
    private func bySigns(
        _ convolution: Convolution, _ alpha: Float, _ above: Memory, _ input: Memory
    ) throws(EngineError) -> Memory {
        var total: Memory?
        for sign in [1, -1] {
            let factor = sign > 0 ? alpha : 1 - alpha
            guard factor != 0 else { continue }
            var parts: [(input: Memory, kernel: any Kernel, result: KernelResult)] = []
            // Inputs and weights of one sign each; the product of the signs says whether they speak for or against.
            for inputSign in [1, -1] {
                let own = try elementwise([input]) { inputSign > 0 ? max($0[0], 0) : min($0[0], 0) }
                let operation = convolution.withWeights(of: Float(inputSign * sign))
                let kernel = try operation.makeKernel(reading: [own.descriptor], in: context)
                parts.append((own, kernel, try kernel.forward([own])))
            }
            let sum = try withBias(
                convolution.bias, of: Float(sign),
                try context.sum(parts[0].result.output, parts[1].result.output))
            let share = try ratio(elementwise([above]) { $0[0] * factor }, sum, settings.epsilon)
            for part in parts {
                let gradient = try part.kernel.backward(
                    share, toInput: 0, inputs: [part.input], result: part.result)
                let product = try multiplied(part.input, gradient)
                if let known = total { total = try context.sum(known, product) } else { total = product }
            }
        }
        guard let total else { return try elementwise([input]) { _ in 0 } }
        return total
    }

    /// Biases of one sign added to the channels of N×C×….
    private func withBias(_ bias: Tensor?, of sign: Float, _ sum: Memory) throws(EngineError) -> Memory {
        guard let bias else { return sum }
        let values = bias.values.map { $0 * sign > 0 ? $0 : 0 }
        let result = try elementwise([sum]) { $0[0] }
        let floats = result.floats
        let plane = floats.count / values.count
        for position in floats.indices { floats[position] += values[position / plane % values.count] }
        return result
    }

    /// A function of memories of one shape, element by element, row-major.
    private func elementwise(
        _ memories: [Memory], _ function: (UnsafeBufferPointer<Float>) -> Float
    ) throws(EngineError) -> Memory {
        try context.elementwise(memories, in: context.plainLayout(memories[0].descriptor.shape), function)
    }
}

extension Convolution {
    /// The same with weights of one sign only, the others 0, and no bias.
    fileprivate func withWeights(of sign: Float) -> Convolution {
        Convolution(
            weights: Tensor(weights.shape, weights.values.map { $0 * sign > 0 ? $0 : 0 }), window: window,
            groups: groups)
    }
}
