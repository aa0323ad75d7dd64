import ArgumentParser
import Explanations
import Files
import ModelFormats
import NeuralNetwork

/// What of a network is asked about: one of its layers, and one of its classes. Options that every method understands are
/// declared here and handed over in ``question(at:about:seed:)``.
struct SubjectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The layer; by default the one whose Grad-CAM says most.", valueName: "name"))
    var layer: String?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "The class to explain: its number, its name, or #1, #2 … for the first, second … prediction (default: #1).",
            valueName: "class"))
    var classText: String?

    /// The layer that is meant.
    ///
    /// - Throws: as ``ModelFormats/Model/layer(named:)``.
    func node(in model: Model) throws -> Node {
        try model.layer(named: layer ?? model.recommendedLayer)
    }

    /// What the options ask of a method, heeding an interruption.
    ///
    /// - Parameters:
    ///   - node: as ``node(in:)`` found it.
    ///   - asked: nil for a method that explains no class.
    ///   - seed: where all randomness comes from.
    func question(at node: Node, about asked: AskedAnalysis?, seed: UInt64) -> Question {
        Question(
            layer: node, classIndex: asked?.classIndex, seed: seed,
            cancellation: Interruption.cancellation, cacheFolder: Folders.cache)
    }

    /// The position of the class that is meant among the scores.
    ///
    /// - Throws: ``QuestionError``.
    func classIndex(in analysis: Analysis) throws -> Int {
        try analysis.classIndex(of: classText ?? "#1")
    }
}
