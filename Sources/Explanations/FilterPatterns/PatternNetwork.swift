import ModelFormats
import NeuralNetwork
import Tensors

/// The part of a network up to one convolution: what its filters answer to a batch of patterns.
///
/// Only what counts is computed: of the last layer the filters that are asked for, of the layers below what those look at.
final class PatternNetwork {
    /// C×H×W of the patterns.
    let inputShape: Shape
    /// The whole part, of the network's own extent.
    let graph: Graph
    /// Whether several patterns can be looked at together.
    let takesBatches: Bool
    /// What one pattern of a batch takes for a pass forward and back, in bytes.
    let bytesPerPattern: Int
    /// The part for the patterns' extent, without edges that do not count.
    private let narrowed: Graph
    /// The rows and columns of its output that count.
    private let counted: [Range<Int>]
    private let other: Executor
    /// Runs what was asked last: the narrowed part with those filters only, or with all of a convolution in groups.
    private var part: (filters: [Int], channels: [Int], executor: Executor)?

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
        self.other = other
        inputShape = output(wanted, batch: 1) == nil ? own : wanted
        takesBatches = output(inputShape, batch: 2) != nil
        let whole = try graph.lowerPart(to: last, input: inputShape)
        let middle = Self.middle(of: output(inputShape, batch: 1) ?? layer.shape)
        let (narrowed, start) = try whole.narrowed(to: middle)
        self.narrowed = narrowed
        counted = zip(middle, start).map { $0.lowerBound - $1..<$0.upperBound - $1 }
        bytesPerPattern = Executor(narrowed, besides: other).bytesPerItem
    }

    /// The bytes that a batch may take.
    func memory(atMost limit: Int) -> Int { other.memory(atMost: limit) }

    /// Gives back all that batches of one size need.
    func clear() {
        part?.executor.clear()
        part = nil
    }

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
        // While the part before is there, the weights that both use are not laid out again.
        let before = part
        defer { withExtendedLifetime(before) {} }
        if before?.filters != filters {
            let selected = try narrowed.selecting(filters)
            part = (
                filters, selected == nil ? filters : Array(filters.indices),
                Executor(selected ?? narrowed, besides: other)
            )
        }
        let (_, channels, executor) = part!
        let pass = try executor.forward(patterns, cancellation: cancellation)
        let last = narrowed.lastComputed
        let (seed, answers) = Self.seed(
            channels, of: try pass.output(of: last), over: counted, sign: sign, leak: leak)
        let backward = try pass.backward(from: last, gradient: seed, keeping: .nothing)
        return (try backward.gradient(at: 0, cancellation: cancellation), answers)
    }

    /// The rows and columns of a map C×H×W without its edges; small maps keep at least their middle.
    static func middle(of shape: Shape) -> [Range<Int>] {
        shape.dimensions.dropFirst().map { extent in
            let margin = min(PatternStyle.margin, (extent - 1) / 2)
            return margin..<extent - margin
        }
    }

    /// The gradient of Σ mean(output[n, channels[n]] over the counted region), with what `leak` says, and the plain means.
    static func seed(
        _ channels: [Int], of output: Tensor, over counted: [Range<Int>], sign: Float = 1, leak: Float = 1
    ) -> (seed: Tensor, answers: [Float]) {
        let (channelCount, height, width) = (output.shape[1], output.shape[2], output.shape[3])
        let share = 1 / Float(counted[0].count * counted[1].count)
        var answers = [Float](repeating: 0, count: channels.count)
        let seed = Tensor(output.shape) { seed in
            seed.initialize(repeating: 0)
            output.withUnsafeBufferPointer { output in
                for (item, channel) in channels.enumerated() {
                    let map = item * channelCount + channel
                    var sum: Float = 0
                    for row in counted[0] {
                        for column in counted[1] {
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
