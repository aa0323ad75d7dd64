import Files
import Imaging
import NeuralNetwork
import Tensors

/// What either of Keras's files holds: arrays and, where a whole model was saved, its description.
package struct KerasModel {
    let path: String
    let store: KerasStore
    /// JSON.
    let description: [UInt8]?
    /// The version of the Keras that wrote the file.
    let version: String?

    package init(path: String, store: KerasStore, description: [UInt8]?, version: String?) {
        self.path = path
        self.store = store
        self.description = description
        self.version = version
    }

    /// Groups that only training needs.
    static let omitted = ["optimizer_weights", "optimizer"]

    package func network(_ settings: ModelSettings, cancellation: Cancellation?) throws -> ImportedNetwork {
        guard let description else {
            return try KerasApplication.network(store, settings: settings)
        }
        guard let value = JSONValue(parsing: description) else {
            throw KerasError(path, .notJSON)
        }
        let network = try KerasNetwork(value, path: path)
        return try KerasImporter.imported(
            network, variables: KerasStoredVariables(store: store), version: majorVersion,
            giving: settings.inputs, size: settings.inputSize, path: path, cancellation: cancellation)
    }

    private var majorVersion: Int {
        version.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) } ?? 2
    }
}
