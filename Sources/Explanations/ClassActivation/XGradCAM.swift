import Tensors
import Words

/// XGrad-CAM (Fu et al. 2020): weights Σ G·A / (ΣA + 1e-7).
public struct XGradCAM: ClassActivationMethod {
    public init() {}

    public let name = "xgrad-cam"
    public let title: Words = "XGrad-CAM"
    public let summary: Words =
        "Grad-CAM whose channel weights count gradients by the activation they stand at."
    public let guide = MethodGuide(
        computes: "Like Grad-CAM, but the gradients are averaged with the activations as weights.",
        formula: Words(verbatim: "α[k] = Σ (A[k] · ∂y / ∂A[k]) / ΣA[k]"),
        reading: "Warm places speak for the class.",
        limits: "As coarse as the layer; differs little from Grad-CAM where few channels matter.",
        reference: "Fu et al.: Axiom-based Grad-CAM, BMVC 2020")

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        ChannelSums.weighted(activations) { channel in
            let product = ChannelSums.total(channel, activations, gradients) { $0 * $1 }
            return Float(product / (ChannelSums.total(channel, activations) + 1e-7))
        }
    }
}
