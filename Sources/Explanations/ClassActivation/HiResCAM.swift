import Tensors
import Words

/// HiResCAM (Draelos and Carin 2020): max(Σ_k G_k·A_k, 0), element by element, faithful for a last convolution.
public struct HiResCAM: ClassActivationMethod {
    public init() {}

    public let name = "hires-cam"
    public let title: Words = "HiResCAM"
    public let summary: Words =
        "Gradient times activation at every place, without Grad-CAM's averaging over places."
    public let guide = MethodGuide(
        computes: """
            Gradient times activation, place by place, summed over the channels: nothing is averaged.
            """,
        formula: Words(verbatim: "L = ReLU( Σ ∂y / ∂A[k] ⊙ A[k] )"),
        reading: """
            Warm places speak for the class. Where the layer is followed by one dense layer, the map is \
            exactly what the score is made of.
            """,
        limits: "Noisier than Grad-CAM in layers before the last ones.",
        reference: "Draelos, Carin: HiResCAM, 2020")

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        ChannelSums.combined(activations, gradients) { $0 * $1 }
    }
}
