import NeuralNetwork
import Tensors

/// A network of Keras's applications, described layer by layer as Keras builds it, for files that hold only its weights.
struct KerasApplication: Sendable {
    /// What varies from file to file.
    struct Settings {
        /// Rows and columns of the input.
        let size: Int
        /// Nil for the network without its classifier.
        let classes: Int?
    }

    /// Adds the layers to a network that has its input.
    typealias Description = @Sendable (inout KerasNetworkBuilder, Settings) -> Void

    let name: String
    let title: String
    /// Rows and columns of the usual input.
    let size: Int
    /// The layer whose last axis counts the classes.
    let classifier: String
    private let describe: Description

    init(
        name: String, title: String, size: Int, classifier: String = "predictions",
        describe: @escaping Description
    ) {
        self.classifier = classifier
        self.name = name
        self.title = title
        self.size = size
        self.describe = describe
    }

    func described(_ settings: Settings) -> KerasNetworkBuilder {
        var builder = KerasNetworkBuilder(name: title, size: settings.size)
        describe(&builder, settings)
        return builder
    }

    private static func hasArrays(_ layer: KerasLayer) -> Bool {
        ["Conv2D", "DepthwiseConv2D", "SeparableConv2D", "BatchNormalization", "Dense"].contains(
            layer.className)
    }

    /// Whether a file has this network's layers, its classifier aside.
    func fits(_ store: KerasStore) -> Bool {
        let classifier: Set = ["fc1", "fc2", "predictions", classifier]
        let builder = described(Settings(size: size, classes: nil))
        let weighted = builder.network.layers.filter(Self.hasArrays)
        let present = store.layers.filter { layer in
            !classifier.contains(layer.name)
                && (layer.arrays.first.flatMap { store.shape(of: $0) }?.count != 2)
        }
        let names = Set(present.map(\.name))
        let named = weighted.filter { !builder.unnamed.contains($0.name) }
        // Older files have other names for some of a network's first layers.
        return present.count == weighted.count && named.filter { !names.contains($0.name) }.count <= 4
    }

    /// The size that VGG's first dense layer asks for, else the usual one.
    private func size(for weights: any Weights) -> Int {
        guard let features = weights.shape(of: "fc1/kernel")?[0] else { return size }
        return 32 * Int(Double(features / 512).squareRoot().rounded())
    }

    /// - Parameter weights: a source that knows `predictions/kernel` tells the number of classes; one that knows the
    ///   first layer and no classifier has none; one that knows neither gets 1000 classes.
    func graph(_ weights: inout any Weights, size: Int) throws -> Graph {
        let top = weights.shape(of: "\(classifier)/kernel")
        let first = described(Settings(size: size, classes: nil)).network.layers.first(where: Self.hasArrays)!
        let hasNoTop = top == nil && weights.shape(of: "\(first.name)/kernel") != nil
        let settings = Settings(size: size, classes: hasNoTop ? nil : top?.dimensions.last ?? 1000)
        let path = (weights as? KerasApplicationWeights)?.path ?? name
        return try KerasImporter.graph(
            of: described(settings).network, variables: KerasNamedVariables(weights: weights), version: 3,
            path: path)
    }
}

extension KerasApplication {
    /// The network of a file that holds only weights.
    ///
    /// - Throws: ``KerasError`` where they are those of no known network; what the names of the classes throw.
    static func network(_ store: KerasStore, settings: ModelSettings) throws -> ImportedNetwork {
        let (architecture, application) = try known(for: store, named: settings.architecture)
        var weights: any Weights = KerasApplicationWeights(store, application)
        let size = settings.size ?? application.size(for: weights)
        let graph = try application.graph(&weights, size: size)
        return ImportedNetwork(
            graph: graph,
            preprocessing: Preprocessing(
                .stretch, settings.scaling ?? architecture.preprocessing.scaling, size: size),
            framework: .keras, recommendedLayer: architecture.recommendedLayer,
            labels: try ClassLabels.imageNet(classCount: graph.classCount), title: architecture.title)
    }

    private static func known(
        for store: KerasStore, named name: String?
    ) throws -> (Architecture, KerasApplication) {
        if let name {
            guard let architecture = Architectures.named(name, of: .keras),
                let application = architecture.application
            else {
                throw KerasError(
                    store.file.path,
                    .unknownArchitecture(name, known: Architectures.all(of: .keras).map(\.name)))
            }
            return (architecture, application)
        }
        for architecture in Architectures.all(of: .keras) {
            if let application = architecture.application, application.fits(store) {
                return (architecture, application)
            }
        }
        throw KerasError(store.file.path, .onlyWeights)
    }
}

/// Arrays asked for as `layer/array`.
private struct KerasNamedVariables: KerasVariables {
    var weights: any Weights

    mutating func tensors(of layer: KerasAddress, _ arrays: [KerasArray], isWhole: Bool) throws -> [Tensor] {
        var tensors: [Tensor] = []
        for array in arrays {
            tensors.append(try weights.tensor("\(layer.name)/\(array.name)", Shape(array.shape)))
        }
        return tensors
    }
}
