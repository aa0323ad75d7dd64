import Foundation
import NeuralNetwork

/// Which network: a name of the catalogue or a model file, with what a person says of it.
public struct ModelChoice: Sendable, Hashable {
    /// A name of the catalogue, or the path of a model file.
    public var name: String
    /// Where a network of the catalogue gets its parameters.
    public var weights: ModelCatalogue.WeightSource
    public var settings: ModelSettings

    public init(
        _ name: String = ModelCatalogue.defaultName, weights: ModelCatalogue.WeightSource = .trained,
        settings: ModelSettings = ModelSettings()
    ) {
        self.name = name
        self.weights = weights
        self.settings = settings
    }

    /// Whether the name means a file rather than a network of the catalogue: it is none of the catalogue's, and has a
    /// folder, a model file's ending, or a file of that name.
    public var isFile: Bool {
        if ModelCatalogue.entries.contains(where: { $0.name == name }) { return false }
        return name.contains("/") || Self.isModelFileName(name)
            || FileManager.default.fileExists(atPath: name)
    }

    /// Whether a file is called as model files are.
    public static func isModelFileName(_ name: String) -> Bool { ModelFileNames.contains(name) }

    /// Loads the network.
    ///
    /// - Throws: ``ModelError``, ``FileError``, a ``ModelFileError``, `CancellationError`.
    public func load(cancellation: Cancellation? = nil) throws -> Model {
        isFile
            ? try ModelFile.load(name, settings: settings, cancellation: cancellation)
            : try ModelCatalogue.load(name, weights: weights, settings: settings, cancellation: cancellation)
    }
}
