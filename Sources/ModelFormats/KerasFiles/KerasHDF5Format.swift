import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors

/// Keras's `.h5`: a whole model, or the weights of a known one.
struct KerasHDF5Format: ModelFormat {
    let name = "Keras HDF5"

    func matches(_ file: MappedFile) -> Bool { HDF5File.matches(file.bytes) }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let contents = try HDF5File(
            file, descriptor: file.descriptor, omitting: KerasModel.omitted, cancellation: cancellation)
        return try KerasModel(
            path: file.path, store: KerasStore(contents),
            description: contents.texts("model_config", of: "")?.first.map { Array($0.utf8) },
            version: contents.texts("keras_version", of: "")?.first
                ?? contents.texts("keras_version", of: "model_weights")?.first
        ).network(settings, cancellation: cancellation)
    }
}
