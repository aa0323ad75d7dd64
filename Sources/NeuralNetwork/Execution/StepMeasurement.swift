import Tensors
import Words

/// What one step of a network took, and what it had to do.
public struct StepMeasurement: Sendable {
    /// The layers that are computed together, in order.
    public let layers: [String]
    /// What the one with the most work does.
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
            // A multiplication and an addition for each product, one operation for an element where there is none.
            let operations = nodes.map { node in
                let products = node.operation!.productCount(
                    of: node.inputs.map { graph.nodes[$0].shape }, output: node.shape)
                return Double(products > 0 ? 2 * products : node.shape.count)
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
