import NeuralNetwork
import Tensors

/// The networks that the program knows by name.
public enum ModelCatalogue {
    /// One network of the catalogue.
    public struct Entry: Sendable {
        public let name: String
        public let title: String
        /// One sentence.
        public let summary: String
        /// Whether the trained weights ship with the program.
        public let isEmbedded: Bool
        fileprivate let load: @Sendable (WeightSource) throws -> Model
    }

    /// Where parameters come from.
    public enum WeightSource: Sendable, Equatable {
        case trained
        /// Drawn as ``RandomWeights`` says.
        case random(seed: UInt64)
    }

    /// What the program opens when nothing is named.
    public static let defaultName = "efficientnet-lite0"

    public static let entries: [Entry] = [
        Entry(
            name: defaultName, title: "EfficientNet-Lite0",
            summary: "1000 classes of ImageNet, small and fast; its weights ship with the program.",
            isEmbedded: true
        ) { source in
            Model(
                name: defaultName, title: "EfficientNet-Lite0",
                graph: try graph(
                    source, embedded: defaultName, { try EfficientNetLite.lite0(&$0) },
                    { try EfficientNetLite.lite0(&$0) }),
                preprocessing: Preprocessing(.centreSquare(padding: 32), .lite, size: 224),
                labels: try imageNetLabels(), recommendedLayer: "_swish1")
        },
        Entry(
            name: "vgg16-features", title: "VGG16 features",
            summary:
                "The thirteen convolutions of VGG16 without its classifier; their weights ship with the program.",
            isEmbedded: true
        ) { source in
            Model(
                name: "vgg16-features", title: "VGG16 features",
                graph: try graph(
                    source, embedded: "vgg16-features", { try VGG.features(&$0) }, { try VGG.features(&$0) }),
                preprocessing: Preprocessing(.centreCrop(shortEdge: 256), .torch, size: 224), labels: nil,
                recommendedLayer: "block5_conv3",
                advice: "The whole network with its classifier is vgg16; its weights can be downloaded.")
        },
        Entry(
            name: "vgg16", title: "VGG16",
            summary: "The network of the pygame tool, 1000 classes of ImageNet; 553 MB.", isEmbedded: false
        ) { source in
            guard case .random(let seed) = source else { throw ModelError.weightsNotHere("vgg16") }
            var weights = RandomWeights(seed: seed)
            return Model(
                name: "vgg16", title: "VGG16 (random weights)", graph: try VGG.vgg16(&weights),
                preprocessing: Preprocessing(.centreCrop(shortEdge: 256), .torch, size: 224),
                labels: try imageNetLabels(), recommendedLayer: "block5_conv3")
        },
    ]

    /// Loads a network by name.
    ///
    /// - Throws: ``ModelError``, or what reading its weights throws.
    public static func load(_ name: String, weights: WeightSource = .trained) throws -> Model {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw ModelError.unknownModel(name, known: entries.map(\.name))
        }
        return try entry.load(weights)
    }

    private static func graph(
        _ source: WeightSource, embedded name: String, _ build: (inout SafeTensorsFile) throws -> Graph,
        _ buildRandom: (inout RandomWeights) throws -> Graph
    ) throws -> Graph {
        switch source {
        case .trained:
            var file = try SafeTensorsFile(path: ResourceFolder.path("Resources/models/\(name).safetensors"))
            return try build(&file)
        case .random(let seed):
            var weights = RandomWeights(seed: seed)
            return try buildRandom(&weights)
        }
    }

    private static func imageNetLabels() throws -> ClassLabels {
        try ClassLabels(contentsOf: ResourceFolder.path("Resources/labels/imagenet-en.txt"))
    }
}
