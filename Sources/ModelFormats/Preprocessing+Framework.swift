import Tensors

extension Preprocessing {
    /// What networks of a framework usually expect.
    ///
    /// - Parameter input: C×H×W.
    static func usual(for framework: ImportedNetwork.Framework, input: Shape) -> Preprocessing {
        switch framework {
        case .keras: Preprocessing(.stretch, .unit, size: input[1]).fitted(to: input)
        case .torch:
            // The margin of 32 around 224 is for photos; small pictures as of CIFAR are their subject.
            Preprocessing(
                .centreCrop(shortEdge: input[1] < 160 ? input[1] : input[1] * 256 / 224), .torch,
                size: input[1]
            )
            .fitted(to: input)
        }
    }
}
