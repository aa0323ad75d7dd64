import Files
import NeuralNetwork
import Tensors

/// Networks that `torch.jit.save` wrote: traced, scripted or frozen ones.
///
/// A zip archive of a tree of objects, weights, and code in a small language, which is read and followed here, and never run by
/// Python.
struct TorchScriptFormat: ModelFormat {
    let name = "TorchScript"

    func matches(_ file: MappedFile) -> Bool {
        if Self.isFlatBuffer(file) { return true }
        guard ZipArchive.matches(file), let archive = try? ZipArchive(file) else { return false }
        return TorchScriptArchive.isScript(archive)
    }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        guard !Self.isFlatBuffer(file) else { throw TorchScriptError(file.path, .flatBuffer) }
        var importer = TorchScriptImporter(
            try TorchScriptArchive(file), given: settings.inputs, cancellation: cancellation)
        return try importer.imported(size: settings.inputSize)
    }

    private static func isFlatBuffer(_ file: MappedFile) -> Bool {
        file.bytes.part(4, 4).map { $0.elementsEqual("PTMF".utf8) } ?? false
    }
}
