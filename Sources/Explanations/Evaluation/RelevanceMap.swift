import Files
import Imaging
import Tensors
import Words

/// How much each pixel of the input matters, according to an explanation.
struct RelevanceMap {
    /// H×W of the input.
    let map: Tensor

    /// - Parameter map: H×W of the input.
    init(_ map: Tensor) {
        precondition(map.shape.rank == 2)
        self.map = map
    }

    /// An explanation's map, enlarged to the input's extent as its overlay is.
    init(of explanation: Explanation) {
        let input = explanation.subject.input.shape
        map = Resize.linear(
            map: explanation.relevance, height: input[2], width: input[3])
    }

    /// Whether all pixels matter alike, so that they have no order.
    var isConstant: Bool {
        map.withUnsafeBufferPointer { values in values.allSatisfy { $0 == values[0] } }
    }

    /// Pixels in row-major order, the most important first; of equals the one that comes first.
    var order: [Int] {
        let values = map.values
        return values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    }

    /// The map from 0 to 1: (x − min) / (1e-7 + max), where the maximum is that of the difference.
    var normalised: Tensor {
        let values = map.values
        let least = values.min() ?? 0
        let greatest = (values.max() ?? 0) - least
        return Tensor(map.shape, values.map { ($0 - least) / (1e-7 + greatest) })
    }
}
