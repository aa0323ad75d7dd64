import Tensors
import Words

/// Gradient-weighted class activation mapping (Selvaraju et al. 2017): max(Σ_k mean(G_k)·A_k, 0).
public struct GradCAM: ClassActivationMethod {
    public init() {}

    public let name = "grad-cam"
    public let title: Words = "Grad-CAM"
    public let summary: Words = "Where in the photo the layer finds evidence for the class."
    public let guide = MethodGuide(
        computes: """
            How much the class's score would rise with each channel of the layer, averaged over the photo, \
            weighs that channel's feature map; the sum is shown where it is positive.
            """,
        formula: "L = ReLU( Σ α[k] · A[k] ),   α[k] = mean of ∂y / ∂A[k]   (y: the class's score)",
        reading: "Warm places speak for the class. Choose another class to see what speaks for that one.",
        limits: """
            It is as coarse as the layer is, and shows only what speaks for the class. A layer far from \
            the end gives scattered maps: the last convolution is the usual choice.
            """,
        reference: "Selvaraju et al.: Grad-CAM, ICCV 2017")

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        let plane = Double(activations.shape[1] * activations.shape[2])
        return ChannelSums.weighted(activations) { Float(ChannelSums.total($0, gradients) / plane) }
    }
}
