import NeuralNetwork
import Tensors

/// ConvNeXt (Liu and others 2022) and its second version (Woo and others 2023) under the names of torchvision, timm, Hugging Face's
/// transformers and the authors. Widths and depths follow from the weights.
enum ConvNeXt {
    /// How a library names the parts of the network.
    struct Names {
        let stem: (convolution: String, norm: String)
        /// The layers before a stage from the second on.
        let downsampling: @Sendable (Int) -> (norm: String, convolution: String)
        let block: @Sendable (Int, Int) -> String
        let depthwise, norm: String
        let perceptron: (String, String)
        /// The trained factors of the first version, with their shape's extents of 1 after the channels.
        let scale: String
        var scaleRank = 1
        /// Global response normalisation of the second version: factor and offset.
        var response: (String, String)?
        let head: (norm: String, classifier: String)
    }

    static let architectures = [
        architecture(
            "convnext", torchvision, anchors: ["features.1.0.block.5.weight"],
            aliases: ["tiny", "small", "base", "large"].map { "convnext_\($0)" }),
        architecture(
            "timm-convnext", timm, anchors: ["stages.0.blocks.0.conv_dw.weight"],
            aliases: ["convnextv2_atto", "convnextv2_tiny", "convnextv2_base", "convnext_atto"]),
        architecture(
            "hf-convnext", transformers, anchors: ["encoder.stages.0.layers.0.dwconv.weight"], aliases: []),
        architecture("fb-convnext", authors, anchors: ["stages.0.0.dwconv.weight"], aliases: []),
    ]

    private static func architecture(
        _ name: String, _ names: Names, anchors: [String], aliases: [String]
    ) -> Architecture {
        Architecture(
            name: name, title: "ConvNeXt", preprocessing: .torchvision, recommendedLayer: "",
            anchors: anchors,
            aliases: aliases, describe: { variant(names, $0) }
        ) { try network(names, $0, size: $1) }
    }

    private static func variant(_ names: Names, _ weights: any NetworkDetails) -> Architecture.Variant? {
        let modules = TorchModules("ConvNeXt", first: names.stem.convolution, size: 32, weights)
        let counts = counts(names, modules)
        let width = modules.extent("\(names.stem.convolution).weight", axis: 0) ?? 0
        let isSecond = names.response.map { modules.hasParameter("\(names.block(0, 0)).\($0.0)") } ?? false
        let title = isSecond ? "ConvNeXt V2" : "ConvNeXt"
        let size =
            [
                40: "-Atto", 48: "-Femto", 64: "-Pico", 80: "-Nano", 128: "-B", 192: "-L", 256: "-XL",
                352: "-H",
            ][width]
            ?? (width == 96 ? (counts.count > 2 && counts[2] > 9 ? "-S" : "-T") : "")
        let edge = names.stem.convolution == "features.0.0" ? (["-T": 236, "-S": 230][size] ?? 232) : 256
        return Architecture.Variant(
            title: title + size,
            preprocessing: Preprocessing(.centreCrop(shortEdge: edge), .torch, size: 224))
    }

    private static func counts(_ names: Names, _ modules: TorchModules) -> [Int] {
        var counts: [Int] = []
        while counts.count < 8 {
            let count = modules.count { "\(names.block(counts.count, $0)).\(names.depthwise).weight" }
            guard count > 0 else { break }
            counts.append(count)
        }
        return counts
    }

    static let epsilon: Float = 1e-6

    private static func network(_ names: Names, _ weights: any Weights, size: Int) throws -> Graph {
        var modules = TorchModules("ConvNeXt", first: names.stem.convolution, size: size, weights)
        let patch = try modules.required("\(names.stem.convolution).weight", rank: 4)[2]
        var node = try modules.shapedConvolution(
            names.stem.convolution, modules.graph.input, stride: patch, padding: (0, 0))
        node = try addChannelNorm(names.stem.norm, node, &modules)
        let counts = counts(names, modules)
        guard !counts.isEmpty else {
            throw BareWeightsError.Misfit.missing("\(names.block(0, 0)).\(names.depthwise).weight")
        }
        for (stage, count) in counts.enumerated() {
            if stage > 0 {
                let (norm, convolution) = names.downsampling(stage)
                node = try addChannelNorm(norm, node, &modules)
                node = try modules.shapedConvolution(convolution, node, stride: 2, padding: (0, 0))
            }
            for block in 0..<count { node = try addBlock(names.block(stage, block), names, node, &modules) }
        }
        node = try modules.adaptiveAverage("avgpool", node, to: 1)
        node = try modules.flatten(node)
        node = try modules.layerNormalization(
            names.head.norm, node, epsilon: modules.details?.hints.epsilon ?? epsilon)
        let module =
            names.head.classifier.split(separator: ".").first.map(String.init) ?? names.head.classifier
        return try modules.network(head: module, last: names.head.classifier, node)
    }

    /// `LayerNorm` over the channels of maps.
    private static func addChannelNorm(_ name: String, _ input: Int, _ modules: inout TorchModules) throws
        -> Int
    {
        var node = try modules.add("\(name).channels_last", Transpose([0, 2, 3, 1]), input)
        node = try modules.layerNormalization(name, node, epsilon: epsilon)
        return try modules.add("\(name).channels_first", Transpose([0, 3, 1, 2]), node)
    }

    private static func addBlock(
        _ name: String, _ names: Names, _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        var node = try modules.shapedConvolution("\(name).\(names.depthwise)", input)
        node = try modules.add("\(name).channels_last", Transpose([0, 2, 3, 1]), node)
        node = try modules.layerNormalization("\(name).\(names.norm)", node, epsilon: epsilon)
        node = try modules.linear("\(name).\(names.perceptron.0)", node)
        node = try modules.add("\(name).act", ActivationLayer(modules.innerActivation(.gelu)), node)
        if let response = names.response, modules.hasParameter("\(name).\(response.0)") {
            node = try addResponse("\(name).\(response.0)", "\(name).\(response.1)", node, &modules)
        }
        node = try modules.linear("\(name).\(names.perceptron.1)", node)
        let scale = "\(name).\(names.scale)"
        if modules.hasParameter(scale) {
            let channels = modules.graph.shape(of: node).dimensions.last ?? 1
            node = try modules.layerScale(
                scale, as: scale, node, shape: names.scaleRank == 1 ? [channels] : [channels, 1, 1])
        }
        node = try modules.add("\(name).channels_first", Transpose([0, 3, 1, 2]), node)
        return try modules.add("\(name).add", ElementwiseArithmetic.add, input, node)
    }

    /// Global response normalisation: x + offset + factor·x·n, where n is the length of a channel's map by the mean length.
    private static func addResponse(
        _ factor: String, _ offset: String, _ input: Int, _ modules: inout TorchModules
    ) throws -> Int {
        let channels = modules.graph.shape(of: input).dimensions.last ?? 1
        let shape: Shape = modules.shape(of: factor)?.rank == 4 ? [1, 1, 1, channels] : [channels]
        let scale = try modules.parameter(factor, shape).reshaped([channels])
        let shift = try modules.parameter(offset, shape).reshaped([channels])
        let length = try modules.add(
            "\(factor).length", Reduction(.l2, axes: [1, 2], keepsAxes: true), input)
        var mean = try modules.add("\(factor).mean", Reduction(.mean, axes: [3], keepsAxes: true), length)
        mean = try modules.add(
            "\(factor).epsilon", ElementwiseArithmetic(.add, constant: Tensor([], [1e-6])), mean)
        var node = try modules.add("\(factor).ratio", ElementwiseArithmetic(.divide), length, mean)
        node = try modules.add("\(factor).product", ElementwiseArithmetic.multiply, input, node)
        node = try modules.add(factor, ElementwiseArithmetic(.multiply, constant: scale), node)
        node = try modules.add(offset, ElementwiseArithmetic(.add, constant: shift), node)
        return try modules.add("\(factor).add", ElementwiseArithmetic.add, input, node)
    }
}

extension ConvNeXt {
    private static let torchvision = Names(
        stem: ("features.0.0", "features.0.1"),
        downsampling: { ("features.\(2 * $0).0", "features.\(2 * $0).1") },
        block: { "features.\(2 * $0 + 1).\($1)" }, depthwise: "block.0", norm: "block.2",
        perceptron: ("block.3", "block.5"), scale: "layer_scale", scaleRank: 3,
        head: ("classifier.0", "classifier.2"))

    private static let timm = Names(
        stem: ("stem.0", "stem.1"),
        downsampling: { ("stages.\($0).downsample.0", "stages.\($0).downsample.1") },
        block: { "stages.\($0).blocks.\($1)" }, depthwise: "conv_dw", norm: "norm",
        perceptron: ("mlp.fc1", "mlp.fc2"), scale: "gamma", response: ("mlp.grn.weight", "mlp.grn.bias"),
        head: ("head.norm", "head.fc"))

    private static let transformers = Names(
        stem: ("embeddings.patch_embeddings", "embeddings.layernorm"),
        downsampling: {
            ("encoder.stages.\($0).downsampling_layer.0", "encoder.stages.\($0).downsampling_layer.1")
        },
        block: { "encoder.stages.\($0).layers.\($1)" }, depthwise: "dwconv", norm: "layernorm",
        perceptron: ("pwconv1", "pwconv2"), scale: "layer_scale_parameter",
        response: ("grn.weight", "grn.bias"), head: ("layernorm", "classifier"))

    private static let authors = Names(
        stem: ("downsample_layers.0.0", "downsample_layers.0.1"),
        downsampling: { ("downsample_layers.\($0).0", "downsample_layers.\($0).1") },
        block: { "stages.\($0).\($1)" }, depthwise: "dwconv", norm: "norm",
        perceptron: ("pwconv1", "pwconv2"),
        scale: "gamma", response: ("grn.gamma", "grn.beta"), head: ("norm", "head"))
}
