import Tensors

/// How the published training of an architecture draws its first weights.
enum FirstWeights: Sendable {
    /// Within ±√(6 / inputs of one output), biases 0: He et al. 2015, what torchvision's deep networks begin with, but uniform.
    case he
    /// Weights and biases within ±1/√inputs of one output: what PyTorch's modules begin with where nobody says otherwise.
    case modules

    /// Of the weights of one layer, of shape outputs × inputs or outputs × inputs × rows × columns.
    func bound(of shape: Shape) -> Float {
        let inputs = Float(max(1, shape.withoutBatch.count))
        return switch self {
        case .he: (6 / inputs).squareRoot()
        case .modules: 1 / inputs.squareRoot()
        }
    }
}
