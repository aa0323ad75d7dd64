import NeuralNetwork

/// A block of convolutions of which one filters each channel or is as wide as the block, as in MobileNet, MnasNet and
/// EfficientNet (Sandler and others 2018, Tan and Le 2019).
struct InvertedResidual {
    /// A convolution with its batch normalisation.
    struct Part {
        let convolution, normalization: String
        /// Whether an activation follows.
        var isActivated = true
        /// Whether it takes the block's stride.
        var takesStride = false
    }

    /// What the blocks of a network have in common.
    struct Style {
        var activation = Activation.silu
        /// Inside of squeeze and excitation, and at its end.
        var inner = Activation.silu
        var gate = Activation.sigmoid
        var epsilon: Float = TorchModules.epsilon
        /// Whether convolutions pad as TensorFlow does.
        var isSame = false
    }

    let name: String
    var parts: [Part]
    /// The two convolutions of squeeze and excitation, which stands after the convolution that takes the stride.
    var squeeze: (String, String)?
    var stride = 1
    var style = Style()

    /// Adds the block, and its input where the shapes allow.
    func add(to modules: inout TorchModules, _ input: Int) throws -> Int {
        var node = input
        for part in parts {
            node = try modules.normalizedConvolution(
                part.convolution, part.normalization, node, stride: part.takesStride ? stride : 1,
                isSame: style.isSame, epsilon: style.epsilon,
                part.isActivated ? ("\(part.normalization).activation", style.activation) : nil)
            guard part.takesStride, let squeeze else { continue }
            node = try modules.squeezeAndExcitation(
                "\(name).squeeze", squeeze, node, inner: style.inner, gate: style.gate)
        }
        guard stride == 1, modules.channels(of: node) == modules.channels(of: input) else { return node }
        return try modules.add("\(name).add", ElementwiseArithmetic.add, node, input)
    }
}
