import Tensors
import Words

/// LayerCAM (Jiang et al. 2021): max(Σ_k max(G_k, 0)·A_k, 0), which stays sharp at early layers.
public struct LayerCAM: ClassActivationMethod {
    public init() {}

    public let name = "layer-cam"
    public let title: Words = "LayerCAM"
    public let summary: Words =
        "Activation where its increase would raise the score; sharp at early layers too."
    public let guide = MethodGuide(
        computes: "Every place of a channel is weighted by its own gradient, where that is positive.",
        formula: Words(verbatim: "L = ReLU( Σ ReLU(∂y / ∂A[k]) ⊙ A[k] )"),
        reading: "Warm places speak for the class. It stays sharp in early layers, where Grad-CAM fails.",
        limits: "Early layers show fine detail but also everything else that has strong edges.",
        reference: "Jiang et al.: LayerCAM, IEEE TIP 2021")

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        ChannelSums.combined(activations, gradients) { $0 * max($1, 0) }
    }
}
