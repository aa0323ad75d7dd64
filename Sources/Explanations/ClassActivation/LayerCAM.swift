import Tensors

/// LayerCAM (Jiang et al. 2021): max(Σ_k max(G_k, 0)·A_k, 0), which stays sharp at early layers.
public struct LayerCAM: ClassActivationMethod {
    public init() {}

    public let name = "layer-cam"
    public let title = "LayerCAM"
    public let summary = "Activation where its increase would raise the score; sharp at early layers too."

    public static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        ChannelSums.combined(activations, gradients) { $0 * max($1, 0) }
    }
}
