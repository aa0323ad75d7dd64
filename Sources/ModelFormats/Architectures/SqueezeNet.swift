import NeuralNetwork

/// SqueezeNet 1.0 and 1.1 (Iandola and others 2016), under torchvision's names.
enum SqueezeNet {
    private enum Layer {
        case pool
        case fire(squeeze: Int, expand: Int)
    }

    private static let fires: [Layer] = [
        .fire(squeeze: 16, expand: 64), .fire(squeeze: 16, expand: 64), .fire(squeeze: 32, expand: 128),
        .fire(squeeze: 32, expand: 128), .fire(squeeze: 48, expand: 192), .fire(squeeze: 48, expand: 192),
        .fire(squeeze: 64, expand: 256), .fire(squeeze: 64, expand: 256),
    ]

    /// Layers from `features.2`: what lies between the poolings.
    private static func layers(_ counts: [Int]) -> [Layer] {
        var layers: [Layer] = []
        var rest = fires[...]
        for count in counts {
            layers.append(.pool)
            layers += rest.prefix(count)
            rest = rest.dropFirst(count)
        }
        return layers
    }

    static let architectures = [
        Architecture(
            name: "squeezenet1_0", title: "SqueezeNet 1.0", preprocessing: .torchvision,
            recommendedLayer: "features.12.cat",
            anchors: ["features.3.squeeze.weight"]
        ) {
            try squeezeNet("SqueezeNet 1.0", channels: 96, kernel: 7, layers([3, 4, 1]), $0, size: $1)
        },
        Architecture(
            name: "squeezenet1_1", title: "SqueezeNet 1.1", preprocessing: .torchvision,
            recommendedLayer: "features.12.cat",
            published: .torchvision(
                "AlexNet's accuracy with a fiftieth of its weights.", file: "squeezenet1_1-b8a52dc0",
                .about(4_960_000)), anchors: ["features.3.squeeze.weight"]
        ) {
            try squeezeNet("SqueezeNet 1.1", channels: 64, kernel: 3, layers([2, 2, 4]), $0, size: $1)
        },
    ]

    private static func squeezeNet(
        _ name: String, channels: Int, kernel: Int, _ layers: [Layer], _ weights: any Weights, size: Int
    ) throws -> Graph {
        var modules = TorchModules(name, first: "features.0", size: size, weights)
        var node = try modules.convolution(
            "features.0", modules.graph.input, to: channels, kernel: kernel, stride: 2)
        node = try modules.relu("features.1", node)
        for (index, layer) in layers.enumerated() {
            let name = "features.\(index + 2)"
            switch layer {
            case .pool: node = try modules.maximum(name, node, kernel: 3, stride: 2, ceilMode: true)
            case .fire(let squeeze, let expand):
                node = try modules.convolution("\(name).squeeze", node, to: squeeze, kernel: 1)
                node = try modules.relu("\(name).squeeze_activation", node)
                var narrow = try modules.convolution("\(name).expand1x1", node, to: expand, kernel: 1)
                narrow = try modules.relu("\(name).expand1x1_activation", narrow)
                var wide = try modules.convolution(
                    "\(name).expand3x3", node, to: expand, kernel: 3, padding: 1)
                wide = try modules.relu("\(name).expand3x3_activation", wide)
                node = try modules.add("\(name).cat", Concatenate(), narrow, wide)
            }
        }
        node = try modules.dropout("classifier.0", node)
        node = try modules.convolution(
            "classifier.1", node, to: modules.count("classifier.1.weight", otherwise: 1000), kernel: 1)
        node = try modules.relu("classifier.2", node)
        node = try modules.adaptiveAverage("classifier.3", node, to: 1)
        node = try modules.flatten(node)
        return modules.graph.build(logits: node)
    }
}
