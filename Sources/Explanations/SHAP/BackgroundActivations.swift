import NeuralNetwork
import Tensors

/// What a layer puts out for the photos of a background, computed as it is asked for and kept as far as memory goes.
final class BackgroundActivations {
    private let background: Background
    private let executor: Executor
    private let node: Int
    private var kept: [Int: Tensor] = [:]
    private let room: Int

    /// Bytes that may be kept.
    private static let budget = 224 << 20

    init(_ background: Background, at node: Int, of executor: Executor) {
        self.background = background
        self.executor = executor
        self.node = node
        room = node == 0 ? 0 : Self.budget / max(1, executor.graph.nodes[node].shape.count * 4)
    }

    var count: Int { background.inputs.count }

    /// Without the batch.
    func activation(_ index: Int, cancellation: Cancellation?) throws -> Tensor {
        if let known = kept[index] { return known }
        let input = background.inputs[index]
        if node == 0 { return input.part(0) }
        let output = try executor.output(of: node, for: input, cancellation: cancellation).part(0)
        if kept.count < room { kept[index] = output }
        return output
    }
}
