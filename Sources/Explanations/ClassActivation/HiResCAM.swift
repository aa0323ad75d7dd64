import Tensors

/// HiResCAM (Draelos and Carin 2020): max(Σ_k G_k·A_k, 0), element by element, faithful for a last convolution.
public struct HiResCAM: ClassActivationMethod {
    public init() {}

    public let name = "hires-cam"
    public let title = "HiResCAM"
    public let summary = "Gradient times activation at every place, without Grad-CAM's averaging over places."

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        ChannelSums.combined(activations, gradients) { $0 * $1 }
    }
}
