import Foundation
import Tensors
import Words

/// What one has to know about an answer that was found by changing the photo.
enum PerturbationNotices {
    /// About a class that the network does not see in the photo.
    ///
    /// - Parameter probability: of the class, for the whole photo.
    static func negligible(_ probability: Double) -> Words? {
        guard probability < 1e-3 else { return nil }
        return """
            The network gives this class only \(String(format: "%.2g", probability * 100)) %, so what changes it may \
            be chance.
            """
    }

    static let constant: Words =
        "The class's score is the same whatever is hidden, so there is nothing to see."

    /// What is to be said of a map of one class.
    ///
    /// - Parameter scores: what the map's values are differences of, if they are: batches of another size round otherwise.
    static func all(
        _ map: Tensor, _ classIndex: Int, _ analysis: Analysis, differencesOf scores: [Float] = []
    ) -> [Words] {
        let isConstant = map.withUnsafeBufferPointer { values in
            let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
            let rounding = 1e-5 * (scores.map(\.magnitude).max() ?? 0)
            return greatest - least <= max(rounding, 1e-6 * max(greatest.magnitude, least.magnitude))
        }
        let prediction = analysis.predictions.first { $0.index == classIndex }
        return (isConstant ? [constant] : [])
            + [prediction.flatMap { negligible($0.probability) }].compactMap { $0 }
    }
}
