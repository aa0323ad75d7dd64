import Explanations
import Files
import ModelFormats

/// The disk, standard error, and networks that are used once.
struct CommandLineWorkplace: Workplace {
    func model(_ choice: ModelChoice) throws -> Model {
        try choice.load(cancellation: Interruption.cancellation)
    }

    func network(_ choice: ModelChoice) throws -> LoadedNetwork {
        try LoadedNetwork(choice) { try model(choice) }
    }

    func subject(_ path: String, for model: Model) throws -> Subject { try Subject(path: path, for: model) }

    func check(_ path: String) throws { try StagedFiles.check(path) }

    func write(_ files: OutputFiles) throws { try files.write() }

    func remark(_ sentence: String) { ExitStatus.report(sentence) }

    var progress: (String) -> Void { StandardStreams.writeError }
}
