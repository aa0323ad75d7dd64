import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors
import Words

/// Network files of every format that the program reads.
public enum ModelFile {
    /// The formats in the order in which they look at a file; those that are recognised most surely come first.
    static let formats: [any ModelFormat] = [
        KerasHDF5Format(), KerasArchiveFormat(), PyTorchFormat(), SafeTensorsFormat(), ONNXFormat(),
    ]

    /// Loads a network from a file, recognised by its content.
    ///
    /// - Parameters:
    ///   - settings: what the person says of the network; the ``ModelSidecar`` fills in what they leave open.
    ///   - cancellation: heeded between tensors.
    /// - Throws: ``FileError``, a ``ModelFileError``, `GraphError`, `CancellationError`.
    public static func load(
        _ path: String, settings: ModelSettings = ModelSettings(), cancellation: Cancellation? = nil
    ) throws -> Model {
        let file = try MappedFile(path: path)
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        guard let format = formats.first(where: { $0.matches(file) }) else {
            throw UnknownModelFile(path: path, content: ForeignContent(file.bytes).noun)
        }
        let settings = try settings.completed(by: ModelSidecar.beside(path))
        let network = try format.read(file, settings: settings, cancellation: cancellation)
        if MappedFile.shortened.contains(path) { throw FileError.shortened(path) }
        return try model(of: network, path: path, settings: settings)
    }

    /// Whether a file's content is of one of the formats.
    public static func recognises(_ path: String) -> Bool {
        guard let file = try? MappedFile(path: path), file.byteCount > 0 else { return false }
        return formats.contains { $0.matches(file) }
    }

    private static func model(of network: ImportedNetwork, path: String, settings: ModelSettings) throws
        -> Model
    {
        let graph = network.graph
        let shape = graph.inputShape
        guard shape.rank == 3, [1, 3].contains(shape[0]), shape[1] > 0, shape[2] > 0 else {
            throw UnsuitableInput(path: path, shape: shape)
        }
        var assumptions: [Words] = []
        let preprocessing: Preprocessing
        if let known = network.preprocessing {
            preprocessing = known.fitted(to: shape)
        } else {
            preprocessing = Preprocessing.usual(for: network.framework, input: shape)
            if settings.scaling == nil {
                assumptions.append(ModelRemark.assumedPreprocessing(preprocessing.scaling).words)
            }
        }
        return try Model(
            name: path, title: network.title ?? URL(fileURLWithPath: path).lastPathComponent, graph: graph,
            preprocessing: preprocessing, labels: network.labels,
            recommendedLayer: graph.recommendedLayer(preferring: [settings.layer, network.recommendedLayer]),
            advice: advice(graph),
            assumptions: assumptions
        ).described(by: settings)
    }

    /// What to do about a missing classifier.
    private static func advice(_ graph: Graph) -> Words? {
        guard graph.logits == nil else { return nil }
        guard let unsupported = graph.nodes.first(where: { !$0.isComputed }) else {
            return ModelRemark.noClassScores.words
        }
        return ModelRemark.uncomputedLayer(unsupported.name, reason: unsupported.obstacle ?? "").words
    }
}
