import Files
import NeuralNetwork
import Tensors

/// The networks of Keras's applications, for files that hold only their weights.
public enum KerasArchitectures {
    /// What varies from file to file.
    struct Settings {
        /// Rows and columns of the input.
        let size: Int
        /// Nil for the network without its classifier.
        let classes: Int?
    }

    struct Known: Sendable {
        let name: String
        let title: String
        let scaling: Preprocessing.Scaling
        let size: Int
        let recommendedLayer: String
        let describe: @Sendable (Settings) -> KerasNetworkBuilder
    }

    static let known: [Known] = [
        Known(
            name: "keras-vgg16", title: "VGG16", scaling: .caffe, size: 224, recommendedLayer: "block5_conv3"
        ) { KerasVGG.describe("VGG16", convolutions: [2, 2, 3, 3, 3], $0) },
        Known(
            name: "keras-vgg19", title: "VGG19", scaling: .caffe, size: 224, recommendedLayer: "block5_conv4"
        ) { KerasVGG.describe("VGG19", convolutions: [2, 2, 4, 4, 4], $0) },
        Known(
            name: "keras-resnet50", title: "ResNet50", scaling: .caffe, size: 224,
            recommendedLayer: "conv5_block3_out"
        ) { KerasResNet.describe("ResNet50", blocks: [3, 4, 6, 3], $0) },
        Known(
            name: "keras-resnet101", title: "ResNet101", scaling: .caffe, size: 224,
            recommendedLayer: "conv5_block3_out"
        ) { KerasResNet.describe("ResNet101", blocks: [3, 4, 23, 3], $0) },
        Known(
            name: "keras-resnet152", title: "ResNet152", scaling: .caffe, size: 224,
            recommendedLayer: "conv5_block3_out"
        ) { KerasResNet.describe("ResNet152", blocks: [3, 8, 36, 3], $0) },
        Known(
            name: "keras-xception", title: "Xception", scaling: .tf, size: 299,
            recommendedLayer: "block14_sepconv2_act"
        ) { KerasXception.describe("Xception", $0) },
        Known(
            name: "keras-mobilenetv2", title: "MobileNetV2", scaling: .tf, size: 224,
            recommendedLayer: "out_relu"
        ) { KerasMobileNetV2.describe("MobileNetV2", $0) },
        Known(
            name: "keras-densenet121", title: "DenseNet121", scaling: .torch, size: 224,
            recommendedLayer: "relu"
        ) { KerasDenseNet.describe("DenseNet121", blocks: [6, 12, 24, 16], $0) },
    ]

    /// As architectures that any weights can fill: their names are `layer/array`, their layout is Keras's.
    public static let all: [Architecture] = known.map { known in
        Architecture(
            name: known.name, title: known.title, preprocessing: known.preprocessing(size: known.size),
            recommendedLayer: known.recommendedLayer, framework: .keras
        ) { weights, size in
            try known.graph(&weights, size: size)
        }
    }

    /// The network of a file that holds only weights.
    ///
    /// - Throws: ``KerasError`` where they are those of no known network.
    static func network(_ store: KerasStore, settings: ModelSettings) throws -> ImportedNetwork {
        let known = try architecture(of: store, named: settings.architecture)
        var weights: any Weights = KerasApplicationWeights(store, known)
        let size = settings.size ?? known.size(for: weights)
        let graph = try known.graph(&weights, size: size)
        return ImportedNetwork(
            graph: graph, preprocessing: known.preprocessing(settings.scaling, size: size), framework: .keras,
            recommendedLayer: known.recommendedLayer,
            labels: graph.classCount == 1000
                ? try? ClassLabels(contentsOf: ResourceFolder.path("Resources/labels/imagenet-en.txt")) : nil,
            title: known.title)
    }

    private static func architecture(of store: KerasStore, named name: String?) throws -> Known {
        if let name {
            guard let known = known.first(where: { $0.name == name || $0.name == "keras-\(name)" }) else {
                throw KerasError(store.file.path, .unknownArchitecture(name, known: known.map(\.name)))
            }
            return known
        }
        guard let known = known.first(where: { $0.fits(store) }) else {
            throw KerasError(store.file.path, .onlyWeights)
        }
        return known
    }
}

extension KerasArchitectures.Known {
    /// The layers without which it is not this network, and how many have arrays beside the classifier.
    func fits(_ store: KerasStore) -> Bool {
        let classifier: Set = ["fc1", "fc2", "predictions"]
        let builder = describe(KerasArchitectures.Settings(size: size, classes: nil))
        let weighted = builder.network.layers.filter { KerasArchitectures.hasArrays($0.className) }
        let present = store.layers.filter { layer in
            !classifier.contains(layer.name)
                && (layer.arrays.first.flatMap { store.shape(of: $0) }?.count != 2)
        }
        let names = Set(present.map(\.name))
        let named = weighted.filter { !builder.unnamed.contains($0.name) }
        // Older files have other names for some of a network's first layers.
        return present.count == weighted.count && named.filter { !names.contains($0.name) }.count <= 4
    }

    func preprocessing(_ scaling: Preprocessing.Scaling? = nil, size: Int) -> Preprocessing {
        Preprocessing(.stretch, scaling ?? self.scaling, size: size)
    }

    /// The size that VGG's first dense layer asks for, else the usual one.
    func size(for weights: any Weights) -> Int {
        guard let features = weights.shape(of: "fc1/kernel")?[0] else { return size }
        return 32 * Int(Double(features / 512).squareRoot().rounded())
    }

    /// - Parameter weights: a source that knows `predictions/kernel` tells the number of classes; one that knows the
    ///   first layer and no classifier has none; one that knows neither gets 1000 classes.
    func graph(_ weights: inout any Weights, size: Int) throws -> Graph {
        let top = weights.shape(of: "predictions/kernel")
        let first = describe(KerasArchitectures.Settings(size: size, classes: nil)).network.layers
            .first { KerasArchitectures.hasArrays($0.className) }!
        let hasNoTop = top == nil && weights.shape(of: "\(first.name)/kernel") != nil
        let settings = KerasArchitectures.Settings(size: size, classes: hasNoTop ? nil : top?[1] ?? 1000)
        let path = (weights as? KerasApplicationWeights)?.path ?? name
        return try KerasImporter.graph(
            of: describe(settings).network, variables: KerasNamedVariables(weights: weights), version: 3,
            path: path)
    }
}

extension KerasArchitectures {
    static func hasArrays(_ className: String) -> Bool {
        ["Conv2D", "DepthwiseConv2D", "SeparableConv2D", "BatchNormalization", "Dense"].contains(className)
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
