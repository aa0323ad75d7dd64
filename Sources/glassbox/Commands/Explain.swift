import ArgumentParser
import Explanations
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors

/// `glassbox explain`: one method's answer for one photo, as a picture, an array or JSON.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain what a layer does to a photo, or why the network answers as it does.",
        usage: """
            glassbox explain <image> --method <method> [--model <name>] [--layer <name>] [--class <class>] \
            [--output <file.png>] [--raw <file.npy>] [--json] [method options]
            """,
        discussion: """
            Without --output, --raw and --json the picture goes to a new file in the current folder, named after the \
            photo, the method and the layer.

            METHODS AND THEIR OPTIONS:

            \(MethodArguments.help)
            """)

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("A photo, or a .npy file of 1×3×H×W preprocessed values.", valueName: "image"))
    var arguments: [String] = []

    @Option(
        help: ArgumentHelp(
            "What to show: \(ExplanationMethods.all.map(\.name).joined(separator: ", ")).",
            valueName: "method"))
    var method: String

    @OptionGroup var modelOptions: ModelOptions

    @Option(
        help: ArgumentHelp("The layer; by default the last one with rows and columns.", valueName: "name"))
    var layer: String?

    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "The class to explain: its number, its name, or #1, #2 … for the first, second … prediction (default: #1).",
            valueName: "class"))
    var classText: String?

    @Option(help: ArgumentHelp("Where to write the picture.", valueName: "file.png"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Where to write what was computed, before any colouring, as 32-bit floats.", valueName: "file.npy"
        ))
    var raw: String?

    @Flag(help: "Print JSON about the answer.")
    var json = false

    private static let ownOptions =
        ["method", "model", "weights", "seed", "layer", "class", "output", "raw", "json", "help"].map {
            "--" + $0
        }

    func run() throws {
        let method = try ExplanationMethods.named(method)
        let asked = try MethodArguments(arguments, for: method, commonOptions: Self.ownOptions)
        if classText != nil, !method.needsClass { throw UsageError.classNotNeeded(method: method.name) }
        try checkPaths()
        let model = try modelOptions.load()
        let node = try model.layer(named: layer ?? model.recommendedLayer)
        if let obstacle = method.obstacle(in: model, at: node) {
            throw QuestionError.unavailable(obstacle.description)
        }
        let subject = try Subject(path: asked.image, for: model)
        let executor = try Executor(model.graph)
        let start = ContinuousClock.now
        let analysis = try Analysis(
            of: subject, with: model, on: executor, cancellation: Interruption.cancellation)
        let display = ProgressDisplay(of: method.title)
        let explanation = try method.explain(
            Question(
                layer: node,
                classIndex: method.needsClass ? try analysis.classIndex(of: classText ?? "#1") : nil,
                options: asked.options, seed: modelOptions.seed, cancellation: Interruption.cancellation,
                progress: Self.receiver(display, since: start), cacheFolder: CacheFolder.path),
            of: analysis)
        display.end()
        let seconds = (ContinuousClock.now - start).seconds
        let picturePath = output ?? (raw == nil && !json ? WholeFile.freeName(explanation.fileStem) : nil)
        try write(explanation, options: asked.options, picturePath: picturePath)
        let report = ExplanationReport(
            explanation, image: asked.image, model: model, options: asked.options, seed: modelOptions.seed,
            seconds: seconds, output: picturePath, raw: raw)
        if json { try JSONOutput.print(report) } else { print(report.summary(of: model, layer: node)) }
    }

    /// Work shorter than a second is over before a bar is read.
    private static func receiver(
        _ display: ProgressDisplay, since start: ContinuousClock.Instant
    ) -> ProgressReceiver {
        // Called by the method on this thread, while the display is kept.
        nonisolated(unsafe) let display = display
        return ProgressReceiver { fraction, _ in
            let seconds = (ContinuousClock.now - start).seconds
            if seconds > 1 { display.show(ComputationProgress(done: fraction, seconds: seconds)) }
        }
    }

    private func checkPaths() throws {
        for (path, option, type) in [(output, "--output", "png"), (raw, "--raw", "npy")] {
            guard let path else { continue }
            guard path.lowercased().hasSuffix("." + type) else {
                throw UsageError.fileType(option: option, path: path, expected: type)
            }
            try OutputFiles.check(path)
        }
    }

    private func write(_ explanation: Explanation, options: OptionValues, picturePath: String?) throws {
        var files = OutputFiles()
        if let picturePath {
            let presentation = explanation.method.present(explanation, options: options, in: nil)
            files.add(presentation.picture(), at: picturePath)
        }
        if let raw { files.add(explanation.raw, at: raw) }
        try files.write()
    }
}
