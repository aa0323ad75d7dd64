import Files
import Foundation
import HDF5Report
import ModelFormats
import Synchronization

/// Keras's JSON, read with the arrays of the file that it was taken from; those are read once.
enum KerasDescriptions {
    private static let stores = Mutex<[String: KerasStore]>([:])

    @Sendable static func read(_ path: String, _ seed: String) throws -> FuzzFormat.Reading {
        // Inputs that were kept are called after the seed: `nested3-12ab.json`.
        let name =
            URL(fileURLWithPath: seed).deletingPathExtension().lastPathComponent
            .split(separator: "-").first.map(String.init) ?? ""
        let weights = "\(Fuzz.root)/Tests/GoldenData/keras-cases/\(name).h5"
        let store = try stores.withLock { stores in
            if let known = stores[name] { return known }
            let file = try MappedFile(path: weights)
            let store = try KerasStore(
                HDF5File(file, descriptor: file.descriptor, omitting: [], cancellation: nil))
            stores[name] = store
            return store
        }
        let description = try MappedFile(path: path)
        let model = KerasModel(
            path: path, store: store, description: Array(description.bytes),
            version: name.hasSuffix("2") ? "2" : "3")
        return .graph(try model.network(ModelSettings(), cancellation: nil).graph)
    }
}
