import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors

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
        var assumptions: [String] = []
        let preprocessing: Preprocessing
        if let known = network.preprocessing {
            preprocessing = known.fitted(to: shape)
        } else {
            preprocessing = Preprocessing.usual(for: network.framework, input: shape)
            if settings.scaling == nil {
                assumptions.append(
                    "Nothing says how photos become this network's input, so \(preprocessing.scaling.sentence); "
                        + "--preprocessing says otherwise, and --remember keeps that.")
            }
        }
        return try Model(
            name: path, title: network.title ?? URL(fileURLWithPath: path).lastPathComponent, graph: graph,
            preprocessing: preprocessing, labels: network.labels,
            recommendedLayer: recommendedLayer(network, settings), advice: advice(graph),
            assumptions: assumptions
        ).described(by: settings)
    }

    private static func recommendedLayer(_ network: ImportedNetwork, _ settings: ModelSettings) -> String {
        for name in [settings.layer, network.recommendedLayer] {
            if let name, network.graph.node(named: name)?.hasSpatialExtent == true { return name }
        }
        let kinds: [LayerKind] = [.convolution, .activation, .normalization, .merge]
        let graph = network.graph
        let last = graph.nodes.last {
            $0.hasSpatialExtent && kinds.contains($0.kind) && isMap($0.shape, of: graph.inputShape)
        }
        return (last ?? graph.nodes[graph.lastComputed]).name
    }

    /// Whether the last two axes can be those of the picture: where a network has its channels last for a while, they
    /// are not.
    private static func isMap(_ shape: Shape, of picture: Shape) -> Bool {
        guard shape[1] <= picture[1], shape[2] <= picture[2] else { return false }
        return picture[1] != picture[2] || shape[1] == shape[2]
    }

    /// What to do about a missing classifier.
    private static func advice(_ graph: Graph) -> String? {
        guard graph.logits == nil else { return nil }
        let unsupported = graph.nodes.first { !$0.isComputed }
        return unsupported.map { "Its layer \($0.name) cannot be computed: \($0.obstacle ?? "")." }
            ?? "It does not end in one score for each class."
    }
}

/// A file that no format recognises.
public struct UnknownModelFile: ModelFileError, Equatable {
    public let path: String
    /// What the file is instead, where that can be seen.
    public let content: String?

    public var description: String {
        "\(path) is no network\(content.map { " but \($0)" } ?? " of a kind that is known"); "
            + "Glassbox reads ONNX, Keras (.h5, .keras), PyTorch (.pth, .pt) and safetensors files."
    }
}

/// A network that takes no photo.
public struct UnsuitableInput: ModelFileError, Equatable {
    public let path: String
    /// Of the network's input without the batch.
    public let shape: Shape

    public var description: String {
        "The network in \(path) takes an input of \(shape); photos are 3×H×W, or 1×H×W in grey."
    }
}
