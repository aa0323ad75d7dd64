import Imaging
import NeuralNetwork
import Tensors

/// What either of Keras's files holds: arrays and, where a whole model was saved, its description.
struct KerasModel {
    let path: String
    let store: KerasStore
    /// JSON.
    let description: [UInt8]?
    /// Of the Keras that wrote the file.
    let version: String?

    /// Groups that only training needs.
    static let omitted = ["optimizer_weights", "optimizer"]

    func network(_ settings: ModelSettings, cancellation: Cancellation?) throws -> ImportedNetwork {
        guard let description else {
            return try KerasArchitectures.network(store, settings: settings)
        }
        guard let value = KerasValue(parsing: description) else {
            throw KerasError(path, .notJSON("description of the model"))
        }
        let network = try KerasNetwork(value, path: path)
        let graph = try KerasImporter.graph(
            of: network, variables: KerasStoredVariables(store: store), version: majorVersion,
            size: settings.size, path: path, cancellation: cancellation)
        let scalesItself = graph.nodes.prefix(8).contains {
            ["Rescaling", "Normalisation"].contains($0.summary)
        }
        return ImportedNetwork(
            graph: graph,
            preprocessing: scalesItself && settings.scaling == nil
                ? Preprocessing(.stretch, .none, size: graph.inputShape[1]) : nil,
            framework: .keras, recommendedLayer: graph.lastSpatialLayer, title: nil)
    }

    private var majorVersion: Int {
        version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) } ?? 2
    }
}

extension Graph {
    /// The last layer with rows and columns before the classifier, after its normalisation and activation.
    var lastSpatialLayer: String? {
        nodes.last {
            $0.hasSpatialExtent && $0.kind != .pooling && $0.kind != .reshape && $0.kind != .regularization
        }?
        .name
    }
}
