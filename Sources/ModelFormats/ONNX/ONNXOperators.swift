/// The operators of ONNX that are read, each one value of its family's file.
enum ONNXOperators {
    static let all: [ONNXOperator] =
        [
            relu, leakyRelu, thresholdedRelu, elu, selu, celu, gelu, sigmoid, hardSigmoid, hardSwish, mish,
            softplus, softsign, swish, tanh, clip, parametricRelu, softmax, logSoftmax, hardmax,
        ] + functions + comparisons + logic + reductions + [
            add, subtract, multiply, divide, power, maximum, minimum, sum, mean, remainder,
            convolution, transposedConvolution, matrixProduct, gemm,
            batchNormalization, instanceNormalization, layerNormalization, rootMeanSquareNormalization,
            groupNormalization, localResponseNormalization, powerNormalization, meanVarianceNormalization,
            maximumPooling, averagePooling, powerPooling, globalAveragePooling, globalMaximumPooling,
            globalPowerPooling, unpooling,
            reshape, flatten, squeeze, unsqueeze, identity, transpose, concatenation, split, depthToSpace,
            spaceToDepth, slice, gather, expand, tile, pad, resize, upsample, affineGrid, gridSample,
            quantizeLinear, dequantizeLinear, dynamicQuantizeLinear, convInteger, matMulInteger,
            topK, cumulativeSum, gatherElements, gatherND, scatterND, einsum, eyeLike, triangle, oneHot,
            notANumber, isInfinite, blockSum, attention, rotaryEmbedding, simplifiedLayerNormalization,
            packedProduct,
            constant, constantOfShape, range, shape, size, cast, castLike, choice, dropout,
            conditional, loop, scan,
        ] + recurrences + extremePlaces + scatterElements + openSelections + bits + microsoftQuantization
        + quantizedProducts + quantizedFunctions + microsoftFusions + microsoftAttentions

    private static let table = Dictionary(
        uniqueKeysWithValues: all.map { (Key(domain: $0.domain, name: $0.name), $0) })

    private struct Key: Hashable {
        let domain, name: String
    }

    /// ONNX's own domain has two names, one of them empty.
    static func domain(of node: Onnx_NodeProto) -> String { node.domain == "ai.onnx" ? "" : node.domain }

    /// The operator of a node; nil for one that is not known.
    static func operation(of node: Onnx_NodeProto) -> ONNXOperator? {
        table[Key(domain: domain(of: node), name: node.opType)]
    }

    /// The largest kernel, stride, dilation and padding that a file may ask for.
    static let extentLimit = 1 << 20
}
