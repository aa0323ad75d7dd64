import ModelFormats
import NeuralNetwork
import Tensors

/// The part of a network up to one convolution: what its filters answer to a batch of patterns.
final class PatternNetwork {
    /// C×H×W of the patterns.
    let inputShape: Shape
    /// C×H×W of the layer's output.
    let outputShape: Shape
    let graph: Graph
    /// Whether several patterns can be looked at together.
    let takesBatches: Bool
    private let executor: Executor

    /// - Parameters:
    ///   - layer: a convolution over rows and columns.
    ///   - size: rows and columns wanted; a network that takes only its own gets those.
    ///   - isLinear: whether the layer's built-in activation is left out.
    ///   - other: which runs the whole network.
    init(to layer: Node, of model: Model, size: Int, isLinear: Bool, besides other: Executor) throws {
        let graph = try model.graph.lowerPart(to: layer.id, isLinear: isLinear)
        let own = graph.inputShape
        let wanted = Shape([own[0], size, size])
        let last = graph.lastComputed
        func output(_ input: Shape, batch: Int) -> Shape? {
            let shape = try? graph.shapes(forInput: Shape([batch] + input.dimensions))[last]
            return shape.flatMap { $0.rank == 4 && $0[0] == batch ? $0.withoutBatch : nil }
        }
        self.graph = graph
        inputShape = output(wanted, batch: 1) == nil ? own : wanted
        outputShape = output(inputShape, batch: 1) ?? layer.shape
        takesBatches = output(inputShape, batch: 2) != nil
        executor = Executor(graph, besides: other)
    }

    /// What one pattern of a batch takes for a pass forward and back, in bytes.
    var bytesPerPattern: Int {
        Int(Double(executor.bytesPerItem) * Double(inputShape.count) / Double(graph.inputShape.count))
    }

    /// Gives back the memory of earlier batches.
    func trim() { executor.trim() }

    /// The mean answer of each pattern's filter and its gradient.
    ///
    /// - Parameters:
    ///   - patterns: N×C×H×W.
    ///   - filters: N channels of the layer's output.
    ///   - sign: 1 if the answers are to be raised, −1 if they are to be lowered.
    ///   - leak: what answers of the other sign count; 1 for the plain mean.
    ///   - cancellation: heeded between layers.
    /// - Returns: the gradient N×C×H×W and the answers.
    func gradient(
        of filters: [Int], at patterns: Tensor, sign: Float = 1, leak: Float = 1, cancellation: Cancellation?
    ) throws -> (gradient: Tensor, answers: [Float]) {
        let pass = try executor.forward(patterns, cancellation: cancellation)
        let last = graph.lastComputed
        let (seed, answers) = Self.seed(
            filters, of: try pass.output(of: last), sign: sign, leak: leak)
        let backward = try pass.backward(from: last, gradient: seed, keeping: .nothing)
        return (try backward.gradient(at: 0, cancellation: cancellation), answers)
    }

    /// The gradient of Σ mean(output[n, filters[n]] without its edges), with what `leak` says, and the plain means.
    static func seed(
        _ filters: [Int], of output: Tensor, sign: Float = 1, leak: Float = 1
    ) -> (seed: Tensor, answers: [Float]) {
        let (channels, height, width) = (output.shape[1], output.shape[2], output.shape[3])
        // Maps that the margin would use up keep at least their middle.
        let (down, across) = (
            min(PatternStyle.margin, (height - 1) / 2), min(PatternStyle.margin, (width - 1) / 2)
        )
        let share = 1 / Float((height - 2 * down) * (width - 2 * across))
        var answers = [Float](repeating: 0, count: filters.count)
        let seed = Tensor(output.shape) { seed in
            seed.initialize(repeating: 0)
            output.withUnsafeBufferPointer { output in
                for (item, filter) in filters.enumerated() {
                    let map = item * channels + filter
                    var sum: Float = 0
                    for row in down..<height - down {
                        for column in across..<width - across {
                            let position = (map * height + row) * width + column
                            seed[position] = output[position] * sign > 0 ? share : share * leak
                            sum += output[position]
                        }
                    }
                    answers[item] = sum * share
                }
            }
        }
        return (seed, answers)
    }
}
