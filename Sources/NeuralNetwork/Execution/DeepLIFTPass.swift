import Tensors

/// What a change of every layer's output adds to a class's score per unit, between an input and a reference: DeepLIFT's
/// multipliers by the rescale rule (Shrikumar, Greenside and Kundaje 2017) as shap's `DeepExplainer` computes them.
///
/// The batch holds inputs and then as many references, item n + N/2 being that of item n. Elementwise functions pass
/// Δoutput/Δinput instead of the derivative, max pooling passes the change of its maximum to where the maxima lie, and products
/// pass half to each factor. So the multipliers times Δ sum to the change of the score wherever the rest is linear.
public final class DeepLIFTPass {
    private let pass: ForwardPass
    private var multipliers: [Memory?]
    /// The highest step whose contribution to the steps below is not yet counted.
    private var cursor: Int

    /// Input changes below this count as none: elementwise functions pass their derivative.
    private static let leastChange: Float = 1e-6
    /// The same for max pooling, which then passes nothing.
    private static let leastPooledChange: Float = 1e-7

    /// - Parameters:
    ///   - pass: by an executor that does not fuse layers, of a network without built-in activations
    ///     (``Graph/withSeparateActivations()``), of an even batch.
    ///   - index: of a class.
    public init(of pass: ForwardPass, fromClass index: Int) throws(EngineError) {
        guard let logits = pass.graph.logits, let classes = pass.graph.classCount,
            (0..<classes).contains(index), pass.batch % 2 == 0,
            pass.plan.steps.allSatisfy({ $0.nodes.count == 1 })
        else { preconditionFailure("class \(index) of \(pass.graph.name)") }
        self.pass = pass
        let seed = Tensor(Shape([pass.batch] + pass.graph.nodes[logits].shape.dimensions)) { destination in
            destination.initialize(repeating: 0)
            for item in 0..<pass.batch { destination[item * classes + index] = 1 }
        }
        multipliers = Array(repeating: nil, count: pass.plan.steps.count)
        cursor = pass.plan.place(logits).step
        multipliers[cursor] = try pass.plan.context.memory(seed)
    }

    /// The multipliers at a layer's output, in that output's shape; those of the references are the second half.
    ///
    /// - Parameter cancellation: heeded between layers.
    public func multipliers(at node: Int, cancellation: Cancellation? = nil) throws -> Tensor {
        let target = pass.plan.place(node).step
        while cursor > target {
            try cancellation?.check()
            if let above = multipliers[cursor] {
                for (index, input) in pass.plan.steps[cursor].inputs.enumerated() {
                    let part = try contribution(of: cursor, above: above, toInput: index)
                    multipliers[input] = try multipliers[input].map { try sum($0, part) } ?? part
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
        let inputs = pass.inputs(of: step)
        let result = pass.result(step)
        let context = pass.plan.context
        let kernel = pass.plan.kernel(step)
        switch pass.plan.steps[step].operation! {
        case is ActivationLayer, is ParametricRelu:
            let derivative = try kernel.backward(above, toInput: index, inputs: inputs, result: result)
            return try context.memory(
                Self.rescaled(
                    above: context.tensor(above), derivative: context.tensor(derivative),
                    input: context.tensor(inputs[0]), output: context.tensor(result.output)))
        case let pooling as Pooling where pooling.reduction == .maximum:
            return try maximum(of: kernel, above: above, inputs: inputs, result: result)
        case let pooling as GlobalPooling where pooling.reduction == .maximum:
            return try maximum(of: kernel, above: above, inputs: inputs, result: result)
        case let merge as Merge where merge.operation == .multiply && merge.constant == nil:
            let derivative = try kernel.backward(above, toInput: index, inputs: inputs, result: result)
            return try context.memory(Self.averaged(context.tensor(derivative)))
        default: return try kernel.backward(above, toInput: index, inputs: inputs, result: result)
        }
    }

    /// m·Δoutput/Δinput, or the derivative's value where nothing changes.
    private static func rescaled(above: Tensor, derivative: Tensor, input: Tensor, output: Tensor) -> Tensor {
        let half = above.count / 2
        return Tensor(above.shape) { target in
            above.withUnsafeBufferPointer { above in
                derivative.withUnsafeBufferPointer { derivative in
                    input.withUnsafeBufferPointer { input in
                        output.withUnsafeBufferPointer { output in
                            for position in 0..<half {
                                let other = position + half
                                let change = input[position] - input[other]
                                if abs(change) < leastChange {
                                    target[position] = derivative[position]
                                    target[other] = derivative[other]
                                } else {
                                    let slope = (output[position] - output[other]) / change
                                    target[position] = above[position] * slope
                                    target[other] = above[other] * slope
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// What the maximum's change passes to the elements where the input and the reference have theirs.
    private func maximum(
        of kernel: any Kernel, above: Memory, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let context = pass.plan.context
        let changes = try Self.changesOfMaximum(
            above: context.tensor(above), output: context.tensor(result.output))
        let spread = try context.tensor(
            kernel.backward(context.memory(changes), toInput: 0, inputs: inputs, result: result))
        let input = try context.tensor(inputs[0])
        let half = input.count / 2
        return try context.memory(
            Tensor(input.shape) { target in
                spread.withUnsafeBufferPointer { spread in
                    input.withUnsafeBufferPointer { input in
                        for position in 0..<half {
                            let other = position + half
                            let change = input[position] - input[other]
                            let value =
                                abs(change) < Self.leastPooledChange
                                ? 0 : (spread[position] + spread[other]) / change
                            target[position] = value
                            target[other] = value
                        }
                    }
                }
            })
    }

    /// m·(M − reference) for the inputs and m·(output − M) for the references, M being the greater of both outputs.
    private static func changesOfMaximum(above: Tensor, output: Tensor) -> Tensor {
        let half = output.count / 2
        return Tensor(output.shape) { target in
            above.withUnsafeBufferPointer { above in
                output.withUnsafeBufferPointer { output in
                    for position in 0..<half {
                        let other = position + half
                        let greater = max(output[position], output[other])
                        target[position] = above[position] * (greater - output[other])
                        target[other] = above[other] * (output[position] - greater)
                    }
                }
            }
        }
    }

    /// The mean of an input's and its reference's values, for both.
    private static func averaged(_ values: Tensor) -> Tensor {
        let half = values.count / 2
        return values.withUnsafeBufferPointer { values in
            Tensor([values.count]) { target in
                for position in 0..<half {
                    let mean = (values[position] + values[position + half]) / 2
                    target[position] = mean
                    target[position + half] = mean
                }
            }
        }.reshaped(values.shape)
    }

    private func sum(_ first: Memory, _ second: Memory) throws(EngineError) -> Memory {
        let kernel = try Merge.add.makeKernel(
            for: [first.descriptor, second.descriptor], in: pass.plan.context)
        return try kernel.forward([first, second]).output
    }
}
