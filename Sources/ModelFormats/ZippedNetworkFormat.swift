import Files
import Foundation
import Imaging
import NeuralNetwork

/// A zip archive with one network of another format in it, as Teachable Machine gives them out: nothing is written to disk.
struct ZippedNetworkFormat: ModelFormat {
    let name = "zip archive"
    /// Those that the network may be of.
    let formats: [any ModelFormat]

    private static let networkLimit = 1 << 32
    private static let labelsLimit = 16 << 20

    func matches(_ file: MappedFile) -> Bool {
        guard ZipArchive.matches(file), let archive = try? ZipArchive(file) else { return false }
        return Self.network(in: archive) != nil
    }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let archive = try ZipArchive(file)
        guard let entry = Self.network(in: archive) else {
            throw UnknownModelFile(path: file.path, content: "an archive")
        }
        let contents = try archive.contents(of: entry, limit: Self.networkLimit)
        guard !contents.isEmpty else { throw UnknownModelFile(path: file.path, content: "an archive") }
        let inner = try MappedFile(contents: contents, path: file.path)
        guard let format = formats.first(where: { $0.matches(inner) }) else {
            throw UnknownModelFile(path: file.path, content: ForeignContent(inner.bytes).noun)
        }
        var network = try format.read(inner, settings: settings, cancellation: cancellation)
        let labels = try Self.labels(in: archive)
        network.labels = labels ?? network.labels
        if labels != nil, network.preprocessing == nil, settings.scaling == nil,
            Self.teachableMachine.contains(Self.fileName(entry.name))
        {
            network.preprocessing = Preprocessing(.stretch, .tf, size: network.graph.inputShape[1])
        }
        return network
    }

    /// The names of the networks in Teachable Machine's archives, whose pictures are −1…1.
    private static let teachableMachine = ["keras_model.h5", "model_unquant.tflite"]

    private static func fileName(_ path: String) -> String { (path as NSString).lastPathComponent }

    /// The only entry that is called as a network; none where there are several.
    private static func network(in archive: ZipArchive) -> ZipArchive.Entry? {
        let networks = archive.entries.filter {
            ModelFileNames.contains($0.name) && !fileName($0.name).hasPrefix(".")
                && !$0.name.hasPrefix("__MACOSX/")
        }
        return networks.count == 1 ? networks[0] : nil
    }

    private static func labels(in archive: ZipArchive) throws -> ClassLabels? {
        let entry = archive.entries.first {
            let name = fileName($0.name).lowercased()
            return name.hasSuffix(".txt") && name.contains("label") && !name.hasPrefix(".")
        }
        return try entry.map {
            ClassLabels(text: try archive.contents(of: $0, limit: labelsLimit)).withoutNumbers
        }
    }
}
