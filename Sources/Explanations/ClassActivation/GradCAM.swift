import Tensors

/// Gradient-weighted class activation mapping (Selvaraju et al. 2017): max(Σ_k mean(G_k)·A_k, 0).
public struct GradCAM: ClassActivationMethod {
    public init() {}

    public let name = "grad-cam"
    public let title = "Grad-CAM"
    public let summary = "Where in the photo the layer finds evidence for the class."

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        let plane = Double(activations.shape[1] * activations.shape[2])
        return ChannelSums.weighted(activations) { Float(ChannelSums.total($0, gradients) / plane) }
    }
}
