import NeuralNetwork
import Tensors

/// VGG with sixteen layers of weights (Simonyan and Zisserman 2014, configuration D), under Keras's layer names.
public enum VGG {
    private static let blocks: [(convolutions: Int, channels: Int)] = [
        (2, 64), (2, 128), (3, 256), (3, 512), (3, 512),
    ]

    /// The thirteen convolutions and five poolings, without a classifier.
    ///
    /// - Parameters:
    ///   - weights: `block1_conv1.weight`, `block1_conv1.bias` and so on, O×I×H×W.
    ///   - size: rows and columns of the input, a multiple of 32.
    public static func features(_ weights: inout some Weights, size: Int = 224) throws -> Graph {
        var builder = GraphBuilder(name: "VGG16 features", input: [3, size, size], inputName: "input_1")
        _ = try addFeatures(to: &builder, &weights)
        return builder.build(logits: nil)
    }

    /// The whole network with its three dense layers; ``Graph/logits`` is `predictions` before the softmax.
    ///
    /// - Parameters:
    ///   - weights: as for ``features(_:size:)``, with `fc1`, `fc2` and `predictions` (outputs × inputs, for features
    ///     flattened as C, H, W).
    ///   - size: rows and columns of the input, a multiple of 32.
    public static func vgg16(_ weights: inout some Weights, size: Int = 224) throws -> Graph {
        var builder = GraphBuilder(name: "VGG16", input: [3, size, size], inputName: "input_1")
        var node = try addFeatures(to: &builder, &weights)
        builder.scope = ["classifier"]
        node = try builder.add("flatten", Reshape.flatten, node)
        for (name, outputs, activation) in [
            ("fc1", 4096, Activation.relu), ("fc2", 4096, .relu), ("predictions", 1000, nil),
        ] {
            let inputs = builder.shape(of: node)[0]
            let dense = Dense(
                weights: try weights.tensor("\(name).weight", [outputs, inputs]),
                bias: try weights.tensor("\(name).bias", [outputs]), activation: activation)
            node = try builder.add(name, dense, node)
        }
        return builder.build(logits: node)
    }

    private static func addFeatures(to builder: inout GraphBuilder, _ weights: inout some Weights) throws
        -> Int
    {
        var node = builder.input
        for (index, block) in blocks.enumerated() {
            let name = "block\(index + 1)"
            builder.scope = [name]
            for layer in 1...block.convolutions {
                let convolution = Convolution(
                    weights: try weights.tensor(
                        "\(name)_conv\(layer).weight", [block.channels, builder.shape(of: node)[0], 3, 3]),
                    bias: try weights.tensor("\(name)_conv\(layer).bias", [block.channels]),
                    window: Window([3, 3], padding: .all(1)), activation: .relu)
                node = try builder.add("\(name)_conv\(layer)", convolution, node)
            }
            node = try builder.add(
                "\(name)_pool", Pooling(.maximum, window: Window([2, 2], stride: [2, 2])), node)
        }
        return node
    }

    /// The embedded part under Keras's names.
    static let embedded = [
        Architecture(
            name: "vgg16-features", title: "VGG16 features", preprocessing: .torchvision,
            recommendedLayer: "block5_conv3",
            published: PublishedWeights(
                summary:
                    "The thirteen convolutions of VGG16 without its classifier; their weights ship with the program.",
                classCount: nil, licence: "CC BY 4.0 and BSD 3-Clause",
                publisher: "Visual Geometry Group, University of Oxford; PyTorch (torchvision)",
                place: .embedded("Resources/models/vgg16-features.safetensors"),
                advice:
                    "The whole network with its classifier is vgg16; `glassbox models get vgg16` downloads it."
            ), anchors: ["block1_conv1.weight"]
        ) { try features(&$0, size: $1) }
    ]
}
