import ArgumentParser
import Explanations
import ModelFormats
import NeuralNetwork

/// What of a network is asked about: one of its layers, and one of its classes.
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

    /// The position of the class that is meant among the scores.
    ///
    /// - Throws: ``QuestionError``.
    func classIndex(in analysis: Analysis) throws -> Int {
        try analysis.classIndex(of: classText ?? "#1")
    }
}
