import Tensors

/// The layers on which the class scores depend, compiled for training with one input shape.
final class TrainingPlan {
    struct Step {
        /// The layers that it computes, in order.
        let nodes: [Int]
        /// The steps that it reads.
        let inputs: [Int]
        /// Nil for the input.
        let kernel: (any Kernel)?
        /// Tensors of the operation, in the order of its gradients.
        let parameters: [Tensor]
        /// Whether a parameter lies in it or below, so that its output's gradient is needed.
        let leadsToParameters: Bool
    }

    let steps: [Step]
    let inputShape: Shape
    let context: ComputeContext
    let graph: Graph

    init(
        _ graph: Graph, input: Shape, parameters: ParameterTable, seed: UInt64, in context: ComputeContext
    ) throws {
        _ = try graph.shapes(forInput: input)
        inputShape = input
        self.context = context
        self.graph = graph
        let logits = graph.logits!
        var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
        isNeeded[logits] = true
        isNeeded[0] = true
        for id in (0...logits).reversed() where isNeeded[id] {
            for input in graph.nodes[id].inputs { isNeeded[input] = true }
        }
        var readers = [Int](repeating: 0, count: graph.nodes.count)
        for node in graph.nodes where isNeeded[node.id] { for input in node.inputs { readers[input] += 1 } }
        var steps = [
            Step(nodes: [0], inputs: [], kernel: nil, parameters: [], leadsToParameters: false)
        ]
        var layouts = [try context.plainLayout(input)]
        var places = [Int?](repeating: nil, count: graph.nodes.count)
        places[0] = 0
        for node in graph.nodes[1...logits] where isNeeded[node.id] && places[node.id] == nil {
            guard let operation = node.operation, node.isComputed else {
                preconditionFailure("\(node.name) is not computed")
            }
            let inputs = node.inputs.map { places[$0]! }
            let learning = LearningContext(
                compute: context, parameters: parameters,
                seed: SplitMix64.output(seed &+ UInt64(node.id) << 32))
            var nodes = [node.id]
            let kernel: any Kernel
            do throws(EngineError) {
                if let normalization = operation as? BatchNormalization,
                    parameters.place(of: normalization.scale) != nil, readers[node.id] == 1,
                    node.id != logits, let next = graph.soleReader(of: node.id, isNeeded),
                    let rectifier = next.operation as? ActivationLayer, rectifier.activation == .relu
                {
                    nodes.append(next.id)
                    kernel = try BatchNormalizationLearning(
                        normalization, rectifies: true, layout: context.withoutView(layouts[inputs[0]]),
                        in: learning)
                } else {
                    kernel = try operation.makeTrainingKernel(
                        reading: inputs.map { layouts[$0] }, in: learning)
                }
            } catch {
                throw error.at(layer: node.name)
            }
            let own = kernel is any LearningKernel ? operation.learning?.parameters ?? [] : []
            let learns = own.contains { parameters.place(of: $0)?.parameter.isTrained == true }
            steps.append(
                Step(
                    nodes: nodes, inputs: inputs, kernel: kernel, parameters: own,
                    leadsToParameters: learns || inputs.contains { steps[$0].leadsToParameters }))
            layouts.append(kernel.output)
            for id in nodes { places[id] = steps.count - 1 }
        }
        self.steps = steps
    }
}

extension Graph {
    /// The one layer that reads another, among those that are needed.
    fileprivate func soleReader(of node: Int, _ isNeeded: [Bool]) -> Node? {
        nodes.first { isNeeded[$0.id] && $0.inputs.contains(node) }
    }
}
