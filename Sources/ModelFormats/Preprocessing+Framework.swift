import NeuralNetwork
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

    /// What detectors usually expect: the whole photo with bars around it, 0…1, or, of those whose boxes are distances from places, 0…255
    /// with blue first and bars at the right and the bottom only, as YOLOX.
    ///
    /// - Parameter input: C×H×W.
    static func usual(for boxes: BoxLayout, input: Shape) -> Preprocessing {
        let isOfPlaces = if case .ofPlaces = boxes.corners { true } else { false }
        return Preprocessing(
            .letterbox(grey: barGrey, isCentred: !isOfPlaces),
            isOfPlaces ? Scaling(divisor: 1, isBlueFirst: true) : .unit, rows: input[1], columns: input[2],
            channels: input[0])
    }
}
