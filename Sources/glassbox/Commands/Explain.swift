import ArgumentParser
import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// `glassbox explain`: one method's answer for a photo, as a picture, an array or JSON, or for several as a sheet.
struct Explain: ParsableCommand, ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain what a layer does to a photo, or why the network answers as it does.",
        usage: """
            glassbox explain <image> ... --method <method> [--model <name>] [--layer <name>] \
            [--class <class> | --target <target>] [--at <seconds>] \
            [--output <file>] [--raw <file.npy>] [--json] [method options]
            """,
        discussion: """
            Without --output, --raw and --json the picture goes to a new file in the current folder, named after the \
            photo, the method and the layer. Several photos make one sheet, --columns beside each other. An --output that \
            ends in .svg or .pdf becomes a figure with axes, scale and caption, text as text; .html a page of its own.

            METHODS AND THEIR OPTIONS:

            \(MethodArguments.help)
            """)

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp(
            "A photo, a video, or a .npy file of 1×3×H×W preprocessed values.", valueName: "image"))
    var arguments: [String] = []

    @Option(
        help: ArgumentHelp(
            "What to show: \(ExplanationMethods.all.map(\.name).joined(separator: ", ")).",
            valueName: "method"))
    var method: String

    @OptionGroup var modelOptions: ModelOptions

    @OptionGroup var targetOptions: TargetOptions

    @OptionGroup var frame: FrameOptions

    @Option(
        help: ArgumentHelp("Where to write the picture: .\(ExplanationFile.endings).", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Where to write what was computed, before any colouring, as 32-bit floats.", valueName: "file.npy"
        ))
    var raw: String?

    @Option(help: ArgumentHelp("How many photos stand beside each other on a sheet.", valueName: "count"))
    var columns = 10

    @Flag(help: "Print JSON about the answer; an array for several photos.")
    var json = false

    private var about: SubjectOptions { targetOptions.about }

    func validate() throws {
        guard columns >= 1 else { throw ValidationError("--columns must be at least 1.") }
    }

    /// What was asked of one or several photos, and what came of it.
    private struct Answers {
        let model: Model
        var explanations: [Explanation] = []
        var reports: [ExplanationReport] = []
        /// What each is about, for captions.
        var subjects: [String?] = []

        var json: any Encodable { reports.count == 1 ? reports[0] : reports }
    }

    func answer(at workplace: some Workplace) throws -> any Encodable { try answers(at: workplace).json }

    func run() throws {
        let answers = try answers(at: CommandLineWorkplace())
        if json { return try JSONOutput.print(answers.json) }
        print(
            zip(answers.reports, answers.explanations).map { $0.summary(of: answers.model, layer: $1.layer) }
                .joined(separator: "\n\n"))
    }

    private func answers(at workplace: some Workplace) throws -> Answers {
        let method = try ExplanationMethods.named(method)
        let asked = try MethodArguments(
            arguments, for: method, commonOptions: OptionSpellings.all(of: Self.self))
        if !method.needsClass {
            if about.classText != nil { throw UsageError.classNotNeeded(method: method.name) }
            if targetOptions.target != nil { throw UsageError.targetNotNeeded(method: method.name) }
        }
        try checkPaths(at: workplace)
        guard raw == nil || asked.images.count == 1 else {
            throw UsageError.imageCount(command: "--raw", found: asked.images.count)
        }
        try checkSheet(asked.images.count)
        let network = try modelOptions.network(at: workplace)
        let model = network.model
        // What is asked about decides whether there is an answer; a class is, before anything is computed.
        let node = try about.node(in: model)
        if let obstacle = targetOptions.obstacle(in: model, method.obstacle(in: model, at: node)) {
            throw obstacle
        }
        var answers = Answers(model: model)
        var latest: LoadedNetwork?
        var picturePath = output
        for image in asked.images.map(frame.path) {
            let (subject, fitted) = try modelOptions.subject(
                image, for: network, latest: latest, at: workplace)
            latest = fitted
            let start = ContinuousClock.now
            let (explanation, predictions) = try answer(
                method, about: subject, asked.options, fitted, at: workplace)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            if picturePath == nil, raw == nil, !json {
                picturePath = WholeFile.freeName(explanation.fileStem)
            }
            answers.explanations.append(explanation)
            answers.subjects.append(ExplanationFigure.subject(of: explanation, among: predictions))
            answers.reports.append(
                ExplanationReport(
                    explanation, image: image, model: model, options: asked.options,
                    seed: modelOptions.seed,
                    predictions: method.needsClass ? Array(predictions.prefix(Self.predictionCount)) : [],
                    seconds: seconds,
                    output: picturePath, raw: raw))
        }
        try workplace.write(
            files(picturePath: picturePath, raw: answers.explanations[0].raw) {
                ExplanationFigure(
                    answers.explanations[0], as: try presentation(of: answers, asked.options), of: model,
                    options: asked.options, seed: modelOptions.seed,
                    about: answers.subjects.count == 1 ? answers.subjects[0] : nil)
            })
        return answers
    }

    /// Predictions that are listed beside the class explained.
    private static let predictionCount = 5

    private func answer(
        _ method: any ExplanationMethod, about subject: Subject, _ options: OptionValues,
        _ network: LoadedNetwork, at workplace: some Workplace
    ) throws -> (Explanation, [Prediction]) {
        let start = ContinuousClock.now
        let analysis = try Analysis(
            of: subject, with: network.model, on: network.executor, cancellation: Interruption.cancellation)
        let asked = method.needsClass ? try targetOptions.asked(in: analysis, at: workplace) : nil
        let asking = asked?.analysis ?? analysis
        let node = try about.node(in: asking.model)
        if let obstacle = method.obstacle(in: asking.model, at: node) { throw obstacle }
        let display = ProgressDisplay(of: method.title.english, write: workplace.progress)
        defer { display.end() }
        var question = about.question(at: node, about: asked, seed: modelOptions.seed)
        question.options = options
        question.progress = Self.receiver(display, since: start)
        return (try method.explain(question, of: asking), analysis.predictions)
    }

    /// Work shorter than a second is over before a bar is read.
    private static func receiver(
        _ display: ProgressDisplay, since start: ContinuousClock.Instant
    ) -> ProgressReceiver {
        // Called by the method on this thread, while the display is kept.
        nonisolated(unsafe) let display = display
        return ProgressReceiver { fraction, _ in
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            if seconds > 1 { display.show(ComputationProgress(done: fraction, seconds: seconds)) }
        }
    }

    private func checkPaths(at workplace: some Workplace) throws {
        if let output, ExplanationFile(path: output) == nil {
            throw UsageError.fileType(option: "--output", path: output, expected: ExplanationFile.endings)
        }
        if let raw, !raw.lowercased().hasSuffix(".npy") {
            throw UsageError.fileType(option: "--raw", path: raw, expected: "npy")
        }
        for path in [output, raw].compactMap(\.self) { try workplace.check(path) }
    }

    /// Rows and columns into which a picture of a sheet is fitted.
    private static let sheetTile = 224
    /// Pixels between them.
    private static let sheetGap = 8

    /// - Parameter figure: what is to be seen, made only where a picture is written.
    private func files(
        picturePath: String?, raw array: Tensor, _ figure: () throws -> ExplanationFigure
    ) rethrows -> OutputFiles {
        var files = OutputFiles()
        if let picturePath, let file = ExplanationFile(path: picturePath) {
            let figure = try figure()
            files.add(picturePath) { try file.data(of: figure) }
        }
        if let raw { files.add(array, at: raw) }
        return files
    }

    /// What one photo's answer looks like, or a sheet of all.
    private func presentation(of answers: Answers, _ options: OptionValues) throws -> Presentation {
        guard answers.explanations.count > 1 else {
            return answers.explanations[0].presentation(options, in: nil)
        }
        let panels = try zip(answers.explanations, answers.subjects).map { explanation, subject in
            let picture = try explanation.presentation(options, in: nil).picture()
            return PictureSheet.Panel(
                Words(verbatim: subject ?? explanation.subject.fileName),
                picture.scaledToFit(width: Self.sheetTile, height: Self.sheetTile))
        }
        return .sheet(PictureSheet(panels, columns: min(columns, panels.count), gap: Self.sheetGap))
    }

    /// Refuses a sheet that could not be drawn before anything is computed for it.
    private func checkSheet(_ count: Int) throws {
        guard count > 1, output != nil || raw == nil && !json else { return }
        let tile = PictureSize(width: Self.sheetTile, height: Self.sheetTile)
        let columns = min(columns, count)
        let rows = (count + columns - 1) / columns
        if let error = PictureSizeError.grid(rows: rows, columns: columns, of: tile, gap: Self.sheetGap) {
            throw error
        }
    }
}
