import Files
import Foundation
import NeuralNetwork
import Tensors

/// Keras 3's `.keras`: a zip archive of `config.json`, `metadata.json` and `model.weights.h5`.
struct KerasArchiveFormat: ModelFormat {
    let name = "Keras archive"

    private static let weights = "model.weights.h5"
    private static let textLimit = 64 << 20
    private static let weightsLimit = 4 << 30

    func matches(_ file: MappedFile) -> Bool {
        guard ZipArchive.matches(file), let archive = try? ZipArchive(file) else { return false }
        return archive.entry(named: "config.json") != nil && archive.entry(named: "metadata.json") != nil
    }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let archive = try ZipArchive(file)
        guard let weights = archive.entry(named: Self.weights) else {
            throw KerasError(file.path, .noWeightsInArchive)
        }
        func text(_ name: String) throws -> [UInt8]? {
            try archive.entry(named: name).map { try archive.contents(of: $0, limit: Self.textLimit) }
        }
        let metadata = try text("metadata.json").flatMap { JSONValue(parsing: $0) }
        return try KerasModel(
            path: file.path, store: KerasStore(hdf5File(weights, in: archive, file, cancellation)),
            description: try text("config.json"), version: metadata?["keras_version"]?.text
        ).network(settings, cancellation: cancellation)
    }

    /// A stored entry is read where it lies, a deflated one from memory.
    private func hdf5File(
        _ entry: ZipArchive.Entry, in archive: ZipArchive, _ file: MappedFile, _ cancellation: Cancellation?
    ) throws -> HDF5File {
        let descriptor: Int32
        if entry.isDeflated {
            let contents = try archive.contents(of: entry, limit: Self.weightsLimit)
            descriptor = try contents.withUnsafeBytes { try MappedFile.memoryFile(of: $0, path: file.path) }
        } else {
            descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        }
        guard descriptor >= 0 else {
            throw FileError.cannotRead(file.path, reason: FileError.reason())
        }
        defer { close(descriptor) }
        return try HDF5File(
            entry.isDeflated ? MappedFile(descriptor: descriptor, path: file.path) : file,
            descriptor: descriptor,
            range: entry.isDeflated ? nil : entry.range, omitting: KerasModel.omitted,
            cancellation: cancellation)
    }
}
