import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import Tensors
import Words

/// Writes what is taken out of the window into files.
struct ExportWriter: Sendable {
    let answer: Answer
    let model: Model
    let choices: Choices
    let preferences: Preferences
    /// The photo's, the most probable first.
    let predictions: [Prediction]
    /// Of a video's frame, in seconds; nil for a photo.
    var moment: Double?
    /// The same frame.
    var frame: Picture?
    /// The set of pictures that is looked at, by its path.
    var set: String?

    private var explanation: Explanation { answer.explanation }

    private var options: OptionValues { choices.optionValues[explanation.method.name] ?? OptionValues() }

    /// Writes one of the things that are files.
    ///
    /// - Parameter window: what the window shows, for ``Export/window``.
    func write(_ saving: Saving, window: Picture?) -> Delivery.Content {
        saving.write { try write(saving.export, window, to: $0) }
    }

    private func write(_ export: Export, _ window: Picture?, to path: String) throws {
        switch export {
        case .result:
            let file = ExplanationFile(path: path) ?? .png
            try WholeFile.write(try file.data(of: figure), to: path)
        case .window: if let window { try PNGFile.write(window, to: path) }
        case .frame: try PNGFile.write(frame ?? ImageFile.read(explanation.subject.path), to: path)
        case .array: try NPYFile.write(explanation.raw, to: path)
        case .parameters:
            let report = ExplanationReport(
                explanation, image: explanation.subject.path, model: model, options: options,
                seed: choices.seed,
                predictions: explanation.method.needsClass
                    ? Array(predictions.prefix(Prediction.listedCount)) : [],
                seconds: answer.seconds)
            try WholeFile.write(try JSONText.data(of: report), to: path)
        case .session: try Session(choices: choices, preferences: preferences, set: set).write(to: path)
        // A command is no file; a network and a film have writers of their own.
        case .commandLine, .network, .film, .filmSheet: break
        }
    }

    /// The pictures as `explain` writes them; of a comparison what the window shows.
    private var figure: ExplanationFigure {
        let method = explanation.method
        var shown = explanation.presentation(options.showingBoth(for: method), in: nil)
        let isComparison = choices.comparison != nil
        if isComparison, case .sheet(let sheet) = answer.content { shown = .sheet(sheet) }
        return ExplanationFigure(
            explanation, as: shown, of: model, options: options, seed: choices.seed,
            about: isComparison ? nil : ExplanationFigure.subject(of: explanation, among: predictions))
    }

    /// The command that makes the result's picture.
    var commandLine: String {
        let path = explanation.subject.path
        let photo = moment.map { VideoSource.path(of: path, at: $0) } ?? path
        var words = ["glassbox", "explain", photo, "--method", explanation.method.name]
        let choice = choices.modelChoice
        if choice.name != ModelCatalogue.defaultName { words += ["--model", choice.name] }
        if case .random(let seed) = choice.weights, seed == choices.seed { words += ["--weights", "random"] }
        let settings = choice.settings
        if let architecture = settings.architecture { words += ["--architecture", architecture] }
        if let labels = settings.labels { words += ["--labels", labels] }
        if let scaling = settings.scaling { words += ["--preprocessing", scaling.rawValue] }
        if let size = settings.inputSize { words += ["--size", size.description] }
        if settings.followsPhoto { words += ["--size", "photo"] }
        if let fit = settings.fit { words += ["--fit", fit.rawValue] }
        if let head = settings.head { words += ["--head", head] }
        if let chain = settings.chain { words += ["--chain", chain] }
        words += ["--layer", explanation.layer.name]
        if let target = choices.target, explanation.classIndex != nil {
            words += ["--target", target]
        } else if let index = explanation.classIndex {
            words += ["--class", "\(index)"]
        }
        if choices.seed != 0 { words += ["--seed", "\(choices.seed)"] }
        let chosen = options.showingBoth(for: explanation.method).chosen
        for option in explanation.method.options {
            if let value = chosen[option.name], value != option.standard {
                words += ["--\(option.name)", value]
            }
        }
        return words.map(Self.quoted).joined(separator: " ")
    }

    /// A word as a shell takes it.
    static func quoted(_ word: String) -> String {
        let plain = word.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || "0123456789-_./:,=+@%".unicodeScalars.contains(scalar))
        }
        return plain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}

extension OptionValues {
    /// With the heat map and the overlay side by side, where the method knows both.
    fileprivate func showingBoth(for method: any ExplanationMethod) -> OptionValues {
        var values = self
        try? values.set("view", to: HeatMapPresentation.View.both.rawValue, for: method)
        return values
    }
}
