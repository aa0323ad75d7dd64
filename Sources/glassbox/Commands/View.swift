import ArgumentParser
import Explanations
import Foundation
import ModelFormats
import NeuralNetwork
import Viewer

/// `glassbox view`, and `glassbox` without a command: the window.
struct View: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open the window (this is what happens without a command).")

    @Argument(help: ArgumentHelp("Photos, or .npy files of 1×3×H×W preprocessed values.", valueName: "image"))
    var images: [String] = []

    @OptionGroup var modelOptions: ModelOptions

    @Option(
        help: ArgumentHelp("The layer; by default the one whose Grad-CAM says most.", valueName: "name"))
    var layer: String?

    @Option(
        help: ArgumentHelp(
            "What to show: \(ExplanationMethods.all.map(\.name).joined(separator: ", ")).",
            valueName: "method"))
    var mode: String?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "The class to explain: its number, its name, or #1, #2 … for the first, second … prediction.",
            valueName: "class"))
    var classText: String?

    @Option(help: ArgumentHelp("Draw the window into a file instead of opening it.", valueName: "file.png"))
    var screenshot: String?

    func run() throws {
        try checkCommand()
        if let screenshot {
            guard screenshot.lowercased().hasSuffix(".png") else {
                throw UsageError.fileType(option: "--screenshot", path: screenshot, expected: "png")
            }
            try OutputFiles.check(screenshot)
        }
        // An open window has nothing to tidy up: Ctrl-C ends it.
        if screenshot == nil { signal(SIGINT, SIG_DFL) }
        do {
            try Viewer.run(options(screenshot: screenshot))
        } catch ViewerError.noDisplay {
            try runWithoutDisplay()
        }
    }

    /// A misspelled command would be taken for a photo.
    private func checkCommand() throws {
        guard let word = images.first, !word.contains("."), !word.contains("/"),
            !FileManager.default.fileExists(atPath: word)
        else { return }
        let names = Glassbox.configuration.subcommands.map { $0._commandName }
        let nearest = NearestNames.of(word, in: names)
        if let first = nearest.first { throw UsageError.unknownCommand(word, nearest: [first]) }
    }

    private func options(screenshot: String?) -> ViewerOptions {
        ViewerOptions(
            images: images, modelName: modelOptions.model, weights: modelOptions.source, layer: layer,
            mode: mode,
            classText: classText, screenshot: screenshot)
    }

    /// On a server or over ssh: the window as a picture, and the predictions as text.
    private func runWithoutDisplay() throws {
        let path = OutputFiles.freeName("glassbox-window")
        try OutputFiles.check(path)
        print("There is no display, so the window is drawn into a file.")
        try Viewer.run(options(screenshot: path))
        let model = try modelOptions.load()
        let image = try images.first ?? Viewer.samplePhotos()[0]
        print("\n\(image)")
        if model.graph.logits != nil {
            let analysis = try Analysis(
                of: Subject(path: image, for: model), with: model, on: Executor(model.graph),
                cancellation: Interruption.cancellation)
            var table = Table(.right, .left)
            for prediction in analysis.predictions.prefix(5) {
                table.add(prediction.probability.asPercentage, prediction.label)
            }
            print(table.text(indent: 2))
        } else {
            print("  \(Obstacle.noClassifier(model: model.title, advice: model.advice))")
        }
        print("\nPicture of the window: \(path)")
    }
}
