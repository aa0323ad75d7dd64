import NeuralNetwork
import Tensors
import Words

/// Operators that stand for several of ONNX's, as ONNX Runtime's optimiser writes them.
extension ONNXOperators {
    static let microsoftFusions: [ONNXOperator] =
        [
            fused("FusedConv", "Conv", inputs: 2...4, attributes: convolution.attributes) {
                node, importer, sum in
                guard let other = node.input(3) else { return sum }
                return try importer.one(node, part: "sum", "Add", sum, other)
            },
            fused("FusedGemm", "Gemm", inputs: 2...3, attributes: gemm.attributes) { _, _, sum in sum },
            ONNXOperator(
                "FusedMatMul", domain: microsoft, opsets: 1..., inputs: 2...2,
                attributes: [
                    .float("alpha", 1), .flag("transA"), .flag("transB"), .flag("transBatchA"),
                    .flag("transBatchB"),
                ], kind: .dense, version: 1, fold: nil
            ) { node, importer in
                let a = try arranged(node, 0, "A", &importer)
                let b = try arranged(node, 1, "B", &importer)
                let alpha = node.attributes.float("alpha")
                guard alpha != 1 else { return [try importer.one(node, "MatMul", a, b)] }
                let product = try importer.one(node, part: "product", "MatMul", a, b)
                return [try importer.one(node, "Mul", product, .constant(ONNXValue(float: alpha)))]
            },
            ONNXOperator(
                "BiasSoftmax", domain: microsoft, opsets: 1..., inputs: 2...2,
                attributes: [.axis(1), .required("is_inner_broadcast", in: 0...1)], kind: .activation,
                version: 1, fold: nil
            ) { node, importer in
                let sum = try importer.one(node, part: "sum", "Add", node.symbol(0), node.symbol(1))
                let rank = sum.dimensions?.count ?? 0
                let axis = try node.axis(node.attributes.integer("axis"), rank: rank)
                guard axis < rank - 1, let dimensions = sum.dimensions else {
                    return [try importer.one(node, "Softmax", sum, attributes: .integer("axis", axis))]
                }
                // Over all axes from this one on.
                let rows = try importer.one(
                    node, part: "rows", "Flatten", sum, attributes: .integer("axis", axis))
                let weights = try importer.one(
                    node, part: "weights", "Softmax", rows, attributes: .integer("axis", 1))
                return [
                    try importer.one(
                        node, "Reshape", weights, .constant(ONNXValue(integers: dimensions)))
                ]
            },
            ONNXOperator(
                "BiasDropout", domain: microsoft, opsets: 1..., inputs: 2...5,
                attributes: [.ignored("seed", .integer)], kind: .merge, version: 1,
                limits: "training; the mask", fold: nil
            ) { node, importer in
                if let training = try node.optionalConstant(4), training.booleans.contains(true) {
                    throw UnsupportedFeature.training
                }
                guard let residual = node.input(2) else {
                    return [try importer.one(node, "Add", node.symbol(0), node.symbol(1))]
                }
                let sum = try importer.one(node, part: "sum", "Add", node.symbol(0), node.symbol(1))
                return [try importer.one(node, "Add", sum, residual)]
            },
            ONNXOperator(
                "NhwcMaxPool", domain: microsoft, opsets: 1..., inputs: 1...1,
                attributes: windowAttributes + [
                    .integers("kernel_shape", in: 1...extentLimit, isRequired: true),
                    .integers("dilations", in: 1...extentLimit), .flag("ceil_mode"),
                ], kind: .pooling, version: 1, fold: nil
            ) { node, importer in
                let rank = try node.variable(0).shape.rank
                guard rank > 2 else { throw UnsupportedFeature.noSpatialAxes }
                let first = try importer.one(
                    node, part: "channels-first", "Transpose", node.symbol(0),
                    attributes: .integers("perm", [0, rank - 1] + Array(1..<rank - 1)))
                let pooled = try importer.derived(
                    node, part: "pooled", "MaxPool", [first], node.proto.attribute)[0]
                return [
                    try importer.one(
                        node, "Transpose", pooled,
                        attributes: .integers("perm", [0] + Array(2..<rank) + [1]))
                ]
            },
        ] + gaussianUnits + skippingNormalizations

    // MARK: An operator and the activation behind it

    private static func fused(
        _ name: String, _ operation: String, inputs: ClosedRange<Int>, attributes: [ONNXAttribute],
        _ finish: @escaping @Sendable (ONNXNode, inout ONNXImporter, ONNXSymbol) throws -> ONNXSymbol
    ) -> ONNXOperator {
        let own = [
            "activation", "activation_params", "activation_alpha", "activation_beta", "activation_gamma",
        ]
        return ONNXOperator(
            name, domain: microsoft, opsets: 1..., inputs: inputs,
            attributes: attributes.filter { $0.opsets.contains(Int.max - 1) } + [
                .text("activation", of: ["", "Relu", "Tanh", "Sigmoid", "LeakyRelu", "Clip", "HardSigmoid"]),
                .floats("activation_params", in: -.greatestFiniteMagnitude ... .greatestFiniteMagnitude),
                .float("activation_alpha"), .float("activation_beta"), .float("activation_gamma"),
            ],
            kind: operation == "Conv" ? .convolution : .dense, version: 1,
            limits: "weights that depend on the picture", fold: nil
        ) { node, importer in
            let sum = try importer.derived(
                node, part: "linear", operation, Array(node.inputs.prefix(3)),
                node.proto.attribute.filter { !own.contains($0.name) })[0]
            let whole = try finish(node, &importer, sum)
            return [try activated(node, whole, &importer)]
        }
    }

    private static func activated(
        _ node: ONNXNode, _ sum: ONNXSymbol, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let attributes = node.attributes
        let list = attributes.floats("activation_params") ?? []
        let alpha = attributes.has("activation_alpha") ? attributes.float("activation_alpha") : list.first
        let beta =
            attributes.has("activation_beta") ? attributes.float("activation_beta") : list.dropFirst().first
        let settings = [("alpha", alpha), ("beta", beta)].compactMap { name, value in
            value.map { Onnx_AttributeProto.float(name, $0) }
        }
        switch attributes.text("activation") {
        case "": return try importer.one(node, "Identity", sum)
        case "Clip":
            let bounds = [alpha, beta].map { $0.map { ONNXSymbol.constant(ONNXValue(float: $0)) } }
            return try importer.derived(node, "Clip", [sum] + bounds)[0]
        case "LeakyRelu": return try importer.derived(node, "LeakyRelu", [sum], Array(settings.prefix(1)))[0]
        case "HardSigmoid": return try importer.derived(node, "HardSigmoid", [sum], settings)[0]
        case let name: return try importer.one(node, name, sum)
        }
    }

    /// A factor of FusedMatMul in the order in which it is multiplied.
    private static func arranged(
        _ node: ONNXNode, _ index: Int, _ letter: String, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        let symbol = try node.symbol(index)
        let rank = symbol.dimensions?.count ?? 0
        var order = Array(0..<rank)
        if node.attributes.flag("transBatch\(letter)"), rank > 2 {
            order = Array(1..<rank - 1) + [0, rank - 1]
        }
        if node.attributes.flag("trans\(letter)"), rank > 1 { order.swapAt(rank - 1, rank - 2) }
        guard order != Array(0..<rank) else { return symbol }
        return try importer.one(
            node, part: "arranged\(letter)", "Transpose", symbol, attributes: .integers("perm", order))
    }

    // MARK: GELU

    private static let gaussianUnits: [ONNXOperator] = [
        unit("Gelu", inputs: 1...1) { node, importer, x in try importer.one(node, "Gelu", x) },
        unit("BiasGelu", inputs: 2...2) { node, importer, x in try importer.one(node, "Gelu", x) },
        unit("FastGelu", inputs: 1...2) { node, importer, x in
            try importer.one(node, "Gelu", x, attributes: .text("approximate", "tanh"))
        },
        unit("QuickGelu", inputs: 1...1, attributes: [.float("alpha", 1.702)]) { node, importer, x in
            try importer.one(
                node, "Swish", x, attributes: .float("alpha", node.attributes.float("alpha")))
        },
    ]

    /// A function of the first input, or of the sum of both.
    private static func unit(
        _ name: String, inputs: ClosedRange<Int>, attributes: [ONNXAttribute] = [],
        _ function: @escaping @Sendable (ONNXNode, inout ONNXImporter, ONNXSymbol) throws -> ONNXSymbol
    ) -> ONNXOperator {
        ONNXOperator(
            name, domain: microsoft, opsets: 1..., inputs: inputs, attributes: attributes,
            kind: .activation, version: 1, fold: nil
        ) { node, importer in
            guard let bias = node.input(1) else {
                return [try function(node, &importer, node.symbol(0))]
            }
            let sum = try importer.one(node, part: "biased", "Add", node.symbol(0), bias)
            return [try function(node, &importer, sum)]
        }
    }

    // MARK: Normalisation of sums

    private static let skippingNormalizations: [ONNXOperator] = [
        normalizedSum("SkipLayerNormalization", inputs: 3...5, bias: 4) { node, importer, sum in
            try importer.one(
                node, "LayerNormalization", sum, node.symbol(2), node.input(3),
                attributes: .float("epsilon", node.attributes.float("epsilon")))
        },
        normalizedSum("SkipSimplifiedLayerNormalization", inputs: 3...4, bias: 3) { node, importer, sum in
            try importer.one(
                node, "RMSNormalization", sum, node.symbol(2),
                attributes: .float("epsilon", node.attributes.float("epsilon")))
        },
    ]

    private static func normalizedSum(
        _ name: String, inputs: ClosedRange<Int>, bias: Int,
        _ normalize: @escaping @Sendable (ONNXNode, inout ONNXImporter, ONNXSymbol) throws -> ONNXSymbol
    ) -> ONNXOperator {
        ONNXOperator(
            name, domain: microsoft, opsets: 1..., inputs: inputs, outputs: 1...4,
            attributes: [.float("epsilon", 1e-12)], kind: .normalization, version: 1,
            limits: "the mean and the deviation as outputs", fold: nil
        ) { node, importer in
            var sum = try importer.one(node, part: "sum", "Add", node.symbol(0), node.symbol(1))
            if let bias = node.input(bias) {
                sum = try importer.one(node, part: "biased", "Add", sum, bias)
            }
            let output = try normalize(node, &importer, sum)
            guard node.outputs.count > 3 else { return [output] }
            for index in 1...2 where !node.outputs[index].isEmpty {
                throw UnsupportedFeature.output(node.outputs[index])
            }
            return [output, output, output, sum]
        }
    }

    /// x / √(mean of x² + ε)·scale under the name that it had before ONNX had it.
    static let simplifiedLayerNormalization = ONNXOperator(
        "SimplifiedLayerNormalization", opsets: 1..., inputs: 2...2,
        attributes: [.axis(-1), .float("epsilon", 1e-5), .ignored("stash_type", .integer)],
        kind: .normalization, version: 1, limits: "a scale that depends on the picture", fold: nil
    ) { node, importer in
        try importer.derived(
            node, "RMSNormalization", [node.symbol(0), node.symbol(1)],
            [
                .integer("axis", node.attributes.integer("axis")),
                .float("epsilon", node.attributes.float("epsilon")),
            ])
    }
}
