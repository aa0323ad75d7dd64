import ArgumentParser
import Explanations
import Files
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors
import Viewer
import Words

/// `glassbox view`, and `glassbox` without a command: the window.
struct View: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open the window (this is what happens without a command).")

    @Argument(
        help: ArgumentHelp(
            "Photos, or .npy files of 1×3×H×W preprocessed values; a network's file or a session, too. A folder with one folder for each class, or a table (CSV) of files and labels, becomes a set: its mistakes are shown.",
            valueName: "image"))
    var images: [String] = []

    @OptionGroup var modelOptions: ModelOptions

    @OptionGroup var about: SubjectOptions

    @Option(
        help: ArgumentHelp(
            "What to show: \(ExplanationMethods.all.map(\.name).joined(separator: ", ")).",
            valueName: "method"))
    var mode: String?

    @Option(
        help: ArgumentHelp(
            "A folder into which a training writes its networks: each is shown as soon as it is there, and all of them make a film.",
            valueName: "folder"))
    var watch: String?

    @Option(help: ArgumentHelp("Draw the window into a file instead of opening it.", valueName: "file.png"))
    var screenshot: String?

    /// A desktop hands a network's file over as it does a photo's.
    mutating func validate() throws {
        guard modelOptions.model == ModelCatalogue.defaultName,
            let index = images.firstIndex(where: ModelChoice.isModelFileName)
        else { return }
        modelOptions.model = images.remove(at: index)
    }

    func run() throws {
        try checkForMistypedCommand()
        if let screenshot {
            guard screenshot.lowercased().hasSuffix(".png") else {
                throw UsageError.fileType(option: "--screenshot", path: screenshot, expected: "png")
            }
            try StagedFiles.check(screenshot)
            Interruption.endsAtOnce()
            try Viewer.draw(options(), to: screenshot, cancellation: Interruption.cancellation)
            return
        }
        guard Self.hasDisplay else { return try runWithoutDisplay() }
        Interruption.closes(Viewer.close)
        do {
            try Viewer.run(options(), cancellation: Interruption.cancellation)
            try Interruption.cancellation.check()
        } catch ViewerError.noDisplay {
            try runWithoutDisplay()
        }
    }

    /// `glassbox clasify photo.jpg` opens no window on a photo called clasify.
    private func checkForMistypedCommand() throws {
        guard let first = images.first, !first.contains("."), !FileManager.default.fileExists(atPath: first)
        else {
            return
        }
        let commands = Subcommands.all.map { $0._commandName }
        let nearest = NearestNames.of(first, in: commands, count: 1)
        if !nearest.isEmpty { throw UsageError.unknownCommand(first, nearest: nearest) }
    }

    /// Whether there may be a screen; SDL knows for sure, but complains on standard error where there is none.
    private static var hasDisplay: Bool {
        let environment = ProcessInfo.processInfo.environment
        return ["DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"].contains {
            environment[$0]?.isEmpty == false
        }
    }

    private func options() throws -> ViewerOptions {
        ViewerOptions(
            images: images, model: try modelOptions.choice(), layer: about.layer, mode: mode,
            classText: about.classText, seed: modelOptions.seed, watch: watch)
    }

    /// On a server or over ssh: the window as a picture, and the predictions as text.
    private func runWithoutDisplay() throws {
        Interruption.endsAtOnce()
        let path = WholeFile.freeName("glassbox-window")
        try StagedFiles.check(path)
        let drawing = try Viewer.draw(options(), to: path, cancellation: Interruption.cancellation)
        let model = drawing.model
        for assumption in model.assumptions { ExitStatus.report(assumption.english) }
        print("There is no display, so the window is drawn into a file.")
        print("\n\(images.first ?? drawing.photo)")
        if let obstacle = Obstacle.noClassifier(in: model) {
            print("  \(obstacle)")
        } else {
            var table = Table(.right, .left)
            for prediction in drawing.predictions.prefix(5) {
                table.add(prediction.probability.asPercentage, prediction.label)
            }
            print(table.text(indent: 2))
        }
        print("\nPicture of the window: \(path)")
    }
}
