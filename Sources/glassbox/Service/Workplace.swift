import Explanations
import Foundation
import ModelFormats

/// Where a command finds networks and photos and puts its files: the disk, or what ``Serve`` keeps and is sent.
protocol Workplace {
    /// - Throws: as `ModelChoice.load`.
    func model(_ choice: ModelChoice) throws -> Model

    /// A network with what runs it.
    ///
    /// - Throws: as `ModelChoice.load` and `Executor`.
    func network(_ choice: ModelChoice) throws -> LoadedNetwork

    /// A photo, or an array in its place.
    ///
    /// - Throws: as `Subject`.
    func subject(_ path: String, for model: Model) throws -> Subject

    /// Looks whether a file can be written, before anything long.
    ///
    /// - Throws: `FileError`.
    func check(_ path: String) throws

    /// Writes all files or none.
    ///
    /// - Throws: as `OutputFiles.write`.
    func write(_ files: OutputFiles) throws

    /// Says what is no part of the answer, one sentence.
    func remark(_ sentence: String)

    /// Where progress is drawn.
    var progress: (String) -> Void { get }
}

/// A command that is about one question, so that ``Serve`` can answer it, too. The answer is what the command line prints with
/// `--json`.
protocol ServedCommand {
    func answer(at workplace: some Workplace) throws -> any Encodable
}
