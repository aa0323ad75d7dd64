import Files
import NeuralNetwork
import Tensors

/// The networks that the program knows by name.
public enum ModelCatalogue {
    /// Where parameters come from.
    public enum WeightSource: Sendable, Hashable {
        case trained
        /// Drawn as ``RandomWeights`` says.
        case random(seed: UInt64)
    }

    /// What the program opens when nothing is named.
    public static let defaultName = "efficientnet-lite0"

    /// The architectures with published weights, those that ship with the program first.
    public static let entries: [Entry] = Architectures.all.compactMap(Entry.init)

    /// - Throws: ``ModelError/unknownModel(_:known:)``.
    public static func entry(named name: String) throws(ModelError) -> Entry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw .unknownModel(name, known: entries.map(\.name))
        }
        return entry
    }

    /// Loads a network by name.
    ///
    /// - Parameters:
    ///   - settings: labels, preprocessing, size and layer go before the catalogue's.
    ///   - cancellation: heeded between tensors.
    /// - Throws: ``ModelError``, or what reading its weights throws.
    public static func load(
        _ name: String, weights: WeightSource = .trained, settings: ModelSettings = ModelSettings(),
        cancellation: Cancellation? = nil
    ) throws -> Model {
        let entry = try entry(named: name)
        if settings.followsPhoto {
            let (rows, columns) = (
                entry.architecture.preprocessing.rows, entry.architecture.preprocessing.columns
            )
            throw FixedInputSize(path: name, rows: rows, columns: columns, asked: nil)
        }
        return try load(entry, weights, size: settings.size, cancellation).described(by: settings)
    }

    private static func load(
        _ entry: Entry, _ weights: WeightSource, size: Int?, _ cancellation: Cancellation?
    ) throws -> Model {
        switch (weights, entry.place) {
        case (.random(let seed), _):
            return try model(
                entry, "\(entry.title) (random weights)", size: size, reading: RandomWeights(seed: seed))
        case (.trained, .embedded(let resource)):
            return try model(
                entry, entry.title, size: size, reading: SafeTensorsFile(path: ResourceFolder.path(resource)))
        case (.trained, .remote(let file)):
            guard let path = ModelCache.path(of: file) else { throw ModelError.weightsNotHere(entry.name) }
            let settings = ModelSettings(architecture: entry.name, size: size)
            let loaded = try ModelFile.load(path, settings: settings, cancellation: cancellation)
            return Model(
                name: entry.name, title: entry.title, graph: loaded.graph,
                preprocessing: loaded.preprocessing,
                labels: try ClassLabels.imageNet(classCount: loaded.graph.classCount),
                recommendedLayer: loaded.recommendedLayer, advice: entry.advice)
        }
    }

    private static func model(
        _ entry: Entry, _ title: String, size: Int?, reading source: some Weights
    ) throws -> Model {
        let architecture = entry.architecture
        var weights: any Weights = source
        let graph = try architecture.build(&weights, size ?? architecture.preprocessing.rows)
        return Model(
            name: entry.name, title: title, graph: graph,
            preprocessing: architecture.preprocessing.fitted(to: graph.inputShape),
            labels: try ClassLabels.imageNet(classCount: graph.classCount),
            recommendedLayer: architecture.recommendedLayer, advice: entry.advice)
    }
}
