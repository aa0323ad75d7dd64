import ModelFormats
import NeuralNetwork
import Tensors

/// What a network makes of one picture: one forward pass that keeps all layers, and the backward passes made of
/// it so far. Every explanation of the picture draws on these.
///
/// Not Sendable: it stays on the queue that made it.
public final class Analysis {
    public let model: Model
    public let subject: Subject
    public let forward: ForwardPass
    /// Runs the model's graph in further passes.
    public let executor: Executor
    /// All classes, the most probable first; empty for a network without a classifier.
    public let predictions: [Prediction]
    /// What is asked about where the network's only score is a target's number, as a person writes it; nil where its scores are
    /// those of classes.
    public let target: String?
    /// Where the target is the difference of two classes' scores.
    var contrast: Contrast?
    private var gradients: [(classIndex: Int, pass: BackwardPass)] = []

    /// Bytes that kept backward passes may take together; each holds a gradient for every layer.
    private static let gradientBudget = 128 << 20

    /// Runs the network.
    ///
    /// - Parameters:
    ///   - executor: of the model's graph.
    ///   - target: what the only score is, where it is no class's.
    ///   - cancellation: heeded between layers.
    public init(
        of subject: Subject, with model: Model, on executor: Executor, target: String? = nil,
        cancellation: Cancellation? = nil
    ) throws {
        self.target = target
        self.model = model
        self.subject = subject
        self.executor = executor
        forward = try executor.forward(subject.input, cancellation: cancellation)
        predictions =
            try forward.logits().map {
                Prediction.ranked($0, scoring: model.graph.scoring, label: model.label(of:))
            } ?? []
    }

    /// The gradient of a class's score at every layer, computed as far as it is asked for and kept.
    public func gradients(ofClass index: Int) throws -> BackwardPass {
        if let position = gradients.firstIndex(where: { $0.classIndex == index }) {
            gradients.append(gradients.remove(at: position))
            return gradients.last!.pass
        }
        let pass = try forward.backward(fromClass: index)
        let bytesOfOne = model.graph.nodes.reduce(0) { $0 + $1.shape.count * 4 }
        if gradients.count >= max(1, Self.gradientBudget / bytesOfOne) { gradients.removeFirst() }
        gradients.append((index, pass))
        return pass
    }

    /// The maps that a layer made of the picture, C×H×W in whatever order its axes stand; what is no place of the picture, such
    /// as a class token, is left out.
    ///
    /// - Parameter layer: one with a map, or that puts out C×1×1.
    func maps(of layer: Node) throws -> Tensor {
        let output = try forward.output(of: layer.id).part(0)
        return layer.map?.maps(of: output) ?? output
    }

    /// Runs the part of the network above a layer: its input is the layer's output; what comes to it past the layer
    /// stays that of the picture.
    func network(above layer: Node) throws -> Executor {
        let (graph, _) = try model.graph.upperPart(above: layer.id, given: forward)
        return Executor(graph, besides: executor)
    }

    /// The class that a text means: an index, `#1` for the first prediction, or a label.
    ///
    /// - Throws: ``QuestionError``, ``Obstacle``.
    public func classIndex(of text: String) throws -> Int {
        if let obstacle = Obstacle.noClassifier(in: model) { throw obstacle }
        let count = predictions.count
        if text.hasPrefix("#"), let rank = Int(text.dropFirst()) {
            guard (1...count).contains(rank) else {
                throw QuestionError.predictionOutOfRange(rank, count: count)
            }
            return predictions[rank - 1].index
        }
        if let index = Int(text) {
            guard (0..<count).contains(index) else {
                throw QuestionError.classOutOfRange(index, count: count)
            }
            return index
        }
        if let index = model.labels?.index(of: text), index < count { return index }
        throw QuestionError.unknownClass(
            text, model: model.title, nearest: NearestNames.of(text, in: model.labels?.names ?? []))
    }
}

/// One class against another: what an answer about the difference of their scores takes to become one signed picture.
///
/// Not Sendable, as analyses are.
final class Contrast {
    /// The names of both classes.
    let first, second: String
    private let makeOpposite: () throws -> Analysis
    private var madeOpposite: Analysis?

    init(_ first: String, _ second: String, opposite: @escaping () throws -> Analysis) {
        self.first = first
        self.second = second
        makeOpposite = opposite
    }

    /// The same photo, asked the other way round; it costs a pass.
    func opposite() throws -> Analysis {
        if let madeOpposite { return madeOpposite }
        let made = try makeOpposite()
        madeOpposite = made
        return made
    }
}
