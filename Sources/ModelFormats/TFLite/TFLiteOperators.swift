/// The operators of TensorFlow Lite that are read, each one value of its family's file.
enum TFLiteOperators {
    static let all: [TFLiteOperator] =
        [
            convolution, depthwiseConvolution, transposedConvolution, fullyConnected, batchMatrixProduct,
            averagePooling, maximumPooling,
            softmax, logSoftmax, leakyRelu, parametricRelu, gelu, l2Normalization,
            localResponseNormalization,
            reshape, squeeze, expandDimensions, transpose, concatenation, pack, unpack, split, splitByLengths,
            slice, stridedSlice, pad, padWithValue, mirrorPad, gather, tile, broadcastTo, reverse,
            spaceToDepth, depthToSpace, spaceToBatch, batchToSpace,
            resizeBilinear, resizeNearest,
            quantize, dequantize, cast, shape, fill, range, argMax, argMin, addAll,
            squaredDifference, reciprocalSquareRoot, square, floorDivision, choice("SELECT"),
            choice("SELECT_V2"),
        ] + functions + arithmetic + comparisons + reductions

    static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
