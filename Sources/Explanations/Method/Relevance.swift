import Tensors

/// How an answer says how much each place of the photo matters.
public enum Relevance: Sendable {
    /// It is a map, H×W.
    case map
    /// The first of its maps, N×H×W, which is that of the class in question.
    case firstMap
    /// The greatest size of an attribution over the channels.
    case magnitude
    /// The sum of an attribution over the channels.
    case sum

    /// - Parameter raw: an answer's raw array.
    /// - Returns: H×W.
    func map(_ raw: Tensor) -> Tensor {
        switch self {
        case .map: raw
        case .firstMap: raw.part(0)
        case .magnitude: ChannelReduction.magnitude(raw)
        case .sum: ChannelReduction.sum(raw)
        }
    }
}
