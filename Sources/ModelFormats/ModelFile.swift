import Foundation
import Imaging
import NeuralNetwork
import Tensors

/// Network files of every format that the program reads.
public enum ModelFile {
    /// The formats in the order in which they look at a file; those that are recognised most surely come first.
    static let formats: [any ModelFormat] = []

    /// Loads a network from a file, recognised by its content.
    ///
    /// - Parameters:
    ///   - settings: what the person says of the network; the sidecar file fills in what they leave open.
    ///   - cancellation: heeded between tensors.
    /// - Throws: ``FileError``, a ``ModelFileError``, `GraphError`, `CancellationError`.
    public static func load(
        _ path: String, settings: ModelSettings = ModelSettings(), cancellation: Cancellation? = nil
    ) throws -> Model {
        let file = try MappedFile(path: path)
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        guard let format = formats.first(where: { $0.matches(file) }) else {
            throw UnknownModelFile(path: path)
        }
        let network = try format.read(file, settings: settings, cancellation: cancellation)
        return try model(of: network, path: path, settings: settings)
    }

    private static func model(of network: ImportedNetwork, path: String, settings: ModelSettings) throws
        -> Model
    {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let labels = try settings.labels.map(ClassLabels.init(contentsOf:)) ?? network.labels
        let shape = network.graph.inputShape
        let preprocessing =
            network.preprocessing
            ?? Preprocessing(
                .stretch, settings.scaling ?? (network.framework == .torch ? .torch : .none), size: shape[1])
        return Model(
            name: name, title: network.title ?? name, graph: network.graph, preprocessing: preprocessing,
            labels: labels, recommendedLayer: network.recommendedLayer ?? network.graph.nodes.last!.name)
    }
}

/// A file that no format recognises.
public struct UnknownModelFile: ModelFileError, Equatable {
    public let path: String

    public var description: String {
        "\(path) is no network that Glassbox can read: it takes ONNX, Keras (.h5, .keras), PyTorch (.pth, .pt) and safetensors files."
    }
}
