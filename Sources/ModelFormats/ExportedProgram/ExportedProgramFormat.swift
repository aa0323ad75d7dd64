import Files
import NeuralNetwork
import Tensors

/// Programs that `torch.export.save` wrote: `.pt2`.
///
/// A zip archive of a graph of ATen's operators in JSON, and of weights. It is read and never run.
struct ExportedProgramFormat: ModelFormat {
    let name = "PyTorch exported program"

    func matches(_ file: MappedFile) -> Bool {
        guard ZipArchive.matches(file), let archive = try? ZipArchive(file) else { return false }
        return ExportedArchive.description(in: archive) != nil
    }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let archive = try ExportedArchive(file)
        let program = try ExportedProgram(archive.description, path: file.path)
        var importer = try ExportedProgramImporter(
            program, archive: archive, settings: settings, cancellation: cancellation)
        let (graph, outputs) = try importer.imported()
        var network = ImportedNetwork(graph: graph, outputs: outputs, framework: .torch)
        network.otherInputs = importer.otherInputs
        network.takesAnySize = importer.takesAnySize
        return network
    }
}
