import Files
import Foundation
import NeuralNetwork

/// A zip archive with one ONNX network in it, as networks are packed to be downloaded.
struct ONNXArchiveFormat: ModelFormat {
    let name = "ONNX archive"

    /// What protocol buffers allow.
    private static let limit = 2 << 30

    func matches(_ file: MappedFile) -> Bool {
        guard ZipArchive.matches(file), let archive = try? ZipArchive(file) else { return false }
        return Self.network(in: archive) != nil
    }

    private static func network(in archive: ZipArchive) -> ZipArchive.Entry? {
        let networks = archive.entries.filter {
            // What macOS puts beside every file.
            $0.name.lowercased().hasSuffix(".onnx") && !$0.name.hasPrefix("__MACOSX/")
        }
        return networks.count == 1 ? networks[0] : nil
    }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let archive = try ZipArchive(file)
        guard let entry = Self.network(in: archive) else { throw ONNXError(file.path, .noGraph) }
        let descriptor = try archive.memoryFile(of: entry, limit: Self.limit)
        defer { close(descriptor) }
        let network = try MappedFile(descriptor: descriptor, path: file.path)
        return try ONNXFormat().read(network, settings: settings, cancellation: cancellation)
    }
}
