import Tensors
import Words

/// What one step of a network took, and what it had to do.
public struct StepMeasurement: Sendable {
    /// The layers that are computed together, in order.
    public let layers: [String]
    /// What the first of them with work of its own does.
    public let summary: Words
    /// The shortest of several runs.
    public let seconds: Double
    /// Multiplications and additions.
    public let operations: Double
    /// Bytes of the inputs, the parameters and the output, each once.
    public let bytes: Double
}

extension Executor {
    /// Measures every step of a network by itself.
    ///
    /// - Parameters:
    ///   - input: N×C×H×W, preprocessed.
    ///   - runs: of which the shortest counts, at least 1.
    public func measureSteps(for input: Tensor, runs: Int) throws -> [StepMeasurement] {
        let plan = try plan(for: input.shape, nil)
        var outputs: [Memory] = [try context.memory(input)]
        var shortest = [Double](repeating: .infinity, count: plan.steps.count)
        for _ in 0..<runs {
            for index in plan.steps.indices.dropFirst() {
                let inputs = plan.steps[index].inputs.map { outputs[$0] }
                let start = ContinuousClock.now
                let output = try plan.kernel(index).forward(inputs).output
                shortest[index] = min(shortest[index], (ContinuousClock.now - start) / .seconds(1))
                if index < outputs.count { outputs[index] = output } else { outputs.append(output) }
            }
        }
        return plan.steps.indices.dropFirst().map { index in
            let step = plan.steps[index]
            let nodes = step.nodes.map { graph.nodes[$0] }
            let batch = Double(input.shape[0])
            let operations = nodes.map { node in
                node.operation!.work(of: node.inputs.map { graph.nodes[$0].shape }, output: node.shape)
            }
            let hardest = operations.indices.max { operations[$0] < operations[$1] }!
            let parameters = nodes.flatMap { $0.operation!.parameters }.reduce(0) { $0 + $1.count }
            let elements = (step.inputs + [index]).reduce(0) { $0 + outputs[$1].descriptor.shape.count }
            return StepMeasurement(
                layers: nodes.map(\.name), summary: nodes[hardest].summary, seconds: shortest[index],
                operations: operations.reduce(0, +) * batch, bytes: Double(4 * (elements + parameters)))
        }
    }
}

extension Operator {
    /// Multiplications and additions for one picture: two for each weight that an element of the output meets.
    fileprivate func work(of inputs: [Shape], output: Shape) -> Double {
        let perElement =
            switch self {
            case let convolution as Convolution:
                2 * convolution.weights.count / max(1, convolution.outputChannels)
            case let dense as Dense: 2 * dense.inputCount
            case is MatrixMultiplication: 2 * (inputs[0].dimensions.last ?? 1)
            default: 1
            }
        return Double(perElement) * Double(output.count)
    }
}
