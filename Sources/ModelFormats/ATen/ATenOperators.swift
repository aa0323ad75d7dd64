/// The operators of ATen that are read, each one value of its family's file.
enum ATenOperators {
    static let all: [ATenOperator] =
        convolutions + transposedConvolutions + [
            convolution, oldConvolution, namedPaddingConvolution, linear, addmm, baddbmm, einsum, attention,
            groupNormalization,
            nativeGroupNormalization, instanceNormalization, rootMeanSquareNormalization,
            adaptiveAveragePooling1d, adaptiveMaximumPooling, gelu, leakyRelu, elu, celu, softplus, hardtanh,
            threshold, gatedLinearUnit, floatCast, notEqual, power, square, reciprocalSquareRoot, choice,
            maskedFill, viewAs, reshapeAs, flatten, unflatten, permute, moveAxis, unsqueeze, squeeze, expand,
            expandAs,
            stack, pixelShuffle, pixelUnshuffle, slice, narrow, select, unbind, indexSelect, index, flip,
            roll,
            norm, oldNorm, exponentialLessOne, logarithmOfOneMore, weightNormalization, affineGrid,
            cumulativeSum, range,
            scalarTensor, extent, size, nativeMultiheadAttention, transformerEncoderLayer,
        ] + products + fusedAttentions + batchNormalizations + layerNormalizations + maximumPoolings
        + averagePoolings + adaptiveAveragePoolings + functions + engineFunctions + clamps + parametricRelus
        + softmaxes + identities + dropouts + casts + sums + binary + quotients + combined + reshapes
        + transposes + matrixTransposes + repetitions + concatenations + channelShuffles + splits + pads
        + reductions + variances + positions + filled + overwritten + scatters + upsamplings + gridSamplers

    private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The operator of a name, and whether the name is that of the form that changes its first argument.
    static func operation(named name: String) -> (operation: ATenOperator?, changesInput: Bool) {
        if let operation = table[name] { return (operation, false) }
        guard name.hasSuffix("_") else { return (nil, false) }
        return (table[String(name.dropLast())], true)
    }
}
