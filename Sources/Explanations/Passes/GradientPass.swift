import Files
import NeuralNetwork
import Tensors

/// Scores of a batch of inputs and the gradients of some of them at the inputs.
///
/// Where a network ends in large dense layers and memory holds no batch of its maps, the convolutions run one input at a
/// time, and the dense layers, with weights that take long to read, once for the whole batch.
struct GradientPass {
    /// Bytes that an input of a batch takes.
    let bytesPerItem: Int
    private let executor: Executor
    private let halves: (lower: Executor, cut: Int, upper: Executor)?

    /// What a batch came to.
    struct Result {
        /// N×classes.
        let scores: Tensor
        /// For each class that was asked for, N×C×H×W.
        let gradients: [Tensor]
    }

    /// Values of dense layers from which on reading them takes long: 64 MB.
    private static let largeParameterCount = 1 << 24

    /// Inputs for which reading the weights once is worth the while.
    private static let smallBatch = 4

    /// - Parameter memory: that a batch may take, in bytes.
    init(_ executor: Executor, memory: Int) {
        self.executor = executor
        let graph = executor.graph
        let isLarge = Self.smallBatch * executor.bytesPerItem > memory
        if isLarge, graph.batch == 1, let cut = Self.cut(of: graph),
            let lower = try? graph.lowerPart(to: cut),
            let upper = try? graph.upperPart(above: cut)
        {
            let place = lower.lastComputed
            halves = (Executor(lower, besides: executor), place, Executor(upper, besides: executor))
            bytesPerItem = halves!.lower.bytesOfOutputs
        } else {
            halves = nil
            bytesPerItem = executor.bytesPerItem
        }
    }

    /// The layer that the first of large dense layers reads, if all layers after it come from it alone.
    private static func cut(of graph: Graph) -> Int? {
        guard let logits = graph.logits,
            let first = graph.nodes.first(where: { $0.operation is Dense }), first.inputs.count == 1
        else { return nil }
        let cut = first.inputs[0]
        let upper = graph.nodes[(cut + 1)...logits]
        let isChain = upper.allSatisfy { node in node.isComputed && node.inputs.allSatisfy { $0 >= cut } }
        let parameterCount = upper.reduce(0) { $0 + $1.parameterCount }
        return cut > 0 && isChain && parameterCount >= largeParameterCount ? cut : nil
    }

    /// - Parameters:
    ///   - inputs: N×C×H×W.
    ///   - classIndexes: the classes for which gradients of the scores are wanted.
    func run(_ inputs: Tensor, classIndexes: [Int], cancellation: Cancellation?) throws -> Result {
        guard let halves else {
            let pass = try executor.forward(inputs, cancellation: cancellation)
            return Result(
                scores: try Self.scores(pass),
                gradients: try classIndexes.map {
                    try pass.backward(fromClass: $0, keeping: Self.keeping($0, of: classIndexes))
                        .gradient(at: 0, cancellation: cancellation)
                })
        }
        let passes = try (0..<inputs.shape[0]).map {
            try halves.lower.forward(inputs.part($0).asBatch, cancellation: cancellation)
        }
        let upper = try halves.upper.forward(
            .joined(try passes.map { try $0.output(of: halves.cut) }), cancellation: cancellation)
        let scores = try Self.scores(upper)
        let gradients = try classIndexes.map { index in
            let keeping = Self.keeping(index, of: classIndexes)
            let between = try upper.backward(fromClass: index, keeping: keeping)
                .gradient(at: 0, cancellation: cancellation)
            return Tensor.joined(
                try passes.enumerated().map { item, pass in
                    try pass.backward(
                        from: halves.cut, gradient: between.part(item).asBatch, keeping: keeping
                    ).gradient(at: 0, cancellation: cancellation)
                })
        }
        return Result(scores: scores, gradients: gradients)
    }

    /// The last pass back may give everything back to memory.
    private static func keeping(_ index: Int, of classIndexes: [Int]) -> BackwardPass.Keeping {
        index == classIndexes.last ? .nothing : .outputs
    }

    private static func scores(_ pass: ForwardPass) throws -> Tensor {
        guard let scores = try pass.logits() else {
            preconditionFailure("\(pass.graph.name) has no class scores")
        }
        return scores
    }
}
