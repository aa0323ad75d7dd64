import Tensors

/// XGrad-CAM (Fu et al. 2020): weights Σ G·A / (ΣA + 1e-7).
public struct XGradCAM: ClassActivationMethod {
    public init() {}

    public let name = "xgrad-cam"
    public let title = "XGrad-CAM"
    public let summary = "Grad-CAM whose channel weights count gradients by the activation they stand at."

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        ChannelSums.weighted(activations) { channel in
            let product = ChannelSums.total(channel, activations, gradients) { $0 * $1 }
            return Float(product / (ChannelSums.total(channel, activations) + 1e-7))
        }
    }
}
