import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// A way to look into a network: it computes something of a layer or a class and shows it as pictures.
///
/// A method is one file that states all of this, and one line in ``ExplanationMethods/all``.
public protocol ExplanationMethod<Options, Details>: Sendable {
    associatedtype Options: MethodOptions
    /// What drawing an answer takes beside its raw array; `Void` where the array says it all.
    associatedtype Details: Sendable

    /// The spelling on the command line, for example `grad-cam`.
    var name: String { get }
    /// The name on its button, for example `Grad-CAM`.
    var title: Words { get }
    /// What it shows, one sentence.
    var summary: Words { get }
    /// What a person has to know to read its picture.
    var guide: MethodGuide { get }
    /// Whether it explains a class.
    var needsClass: Bool { get }
    /// What an answer costs.
    var cost: Cost { get }
    /// How an answer says how much each place of the photo matters.
    var relevance: Relevance { get }
    /// What a person can do with its pictures.
    var interaction: Interaction<Options, Details> { get }

    /// Why the method has no answer for this layer, which has an output, or nil if it has one.
    func ownObstacle(in model: Model, at layer: Node) -> Obstacle?

    /// Computes the answer.
    ///
    /// - Parameters:
    ///   - question: a layer (and class) for which ``obstacle(in:at:)`` is nil.
    ///   - options: those of the question.
    ///   - analysis: of the picture.
    ///
    /// Long work reports its progress to the question after every batch and needs memory for one batch.
    func explain(_ question: Question, _ options: Options, of analysis: Analysis) throws -> Explanation

    /// An answer of this method as something to look at. Costs no pass through the network.
    ///
    /// - Parameters:
    ///   - options: those of stage ``MethodOption/Stage/display`` count.
    ///   - area: the pixels that are there to fill, or nil for the answer's own resolution.
    func present(
        _ explanation: Explanation, _ details: Details, _ options: Options, in area: DisplayArea?
    ) -> Presentation
}

/// What an answer costs once the picture is analysed.
public enum Cost: Sendable {
    /// Nothing: it is read off the analysis.
    case reading
    /// The class's gradients, which one pass gives for every layer: answers at other layers can be made ahead.
    case gradientsOfAllLayers
    /// Passes of its own.
    case ownPasses
}

extension ExplanationMethod {
    /// The options as data.
    public var options: [MethodOption] { Options.options }

    /// The names of options that change nothing beside the values of others: the colour map where signs are shown, say.
    public func unusedOptions(_ values: OptionValues) -> Set<String> { Options.unused(values) }

    /// Why there is no answer for this layer, or nil if there is one.
    public func obstacle(in model: Model, at layer: Node) -> Obstacle? {
        if let reason = layer.obstacle { return .notComputed(layer: layer.name, reason: reason) }
        if layer.isEmpty { return .noValues(layer: layer.name) }
        return ownObstacle(in: model, at: layer)
    }

    /// Computes the answer to a question.
    ///
    /// - Parameters:
    ///   - question: a layer (and class) for which ``obstacle(in:at:)`` is nil.
    ///   - analysis: of the picture.
    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let answer = try explain(question, Options(question.options), of: analysis)
        guard needsClass, let contrast = analysis.contrast else { return answer }
        return try contrast.signed(answer) { opposite in
            try explain(question.unwatched, Options(question.options), of: opposite)
        }
    }
}
