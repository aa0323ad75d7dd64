import Tensors
import Words

/// Grad-CAM++ (Chattopadhyay et al. 2018): weights Σ α·max(G, 0) with α = G² / (2G² + ΣA·G³ + 1e-6), 0 where G is 0.
///
/// As in pytorch-grad-cam, the score is the logit itself, not its exponential.
public struct GradCAMPlusPlus: ClassActivationMethod {
    public init() {}

    public let name = "grad-cam++"
    public let title: Words = "Grad-CAM++"
    public let summary: Words =
        """
        Grad-CAM that weighs places by how much they alone raise the score; better where an object is \
        there twice.
        """
    public let guide = MethodGuide(
        computes: """
            Like Grad-CAM, but each place of a channel has its own weight, made of higher derivatives, and \
            only rising places count.
            """,
        formula: Words(verbatim: "α[k] = Σ a · ReLU(g),   a = g² / (2g² + g³ · ΣA[k]),   g = ∂y / ∂A[k]"),
        reading: """
            Warm places speak for the class; several objects of the class show better than in Grad-CAM.
            """,
        limits: "As coarse as the layer, and its derivation assumes an exponential score.",
        reference: "Chattopadhyay et al.: Grad-CAM++, WACV 2018")

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        ChannelSums.weighted(activations) { channel in
            let sum = ChannelSums.total(channel, activations)
            return Float(
                ChannelSums.total(channel, activations, gradients) { _, gradient in
                    guard gradient > 0 else { return 0 }
                    let square = gradient * gradient
                    return gradient * square / (2 * square + sum * square * gradient + 1e-6)
                })
        }
    }
}
