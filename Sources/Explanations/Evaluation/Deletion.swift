import Tensors
import Words

/// How fast the class goes when pixels become 0 in the network's input, the most important first ("RISE", Petsiuk, Das and
/// Saenko 2018).
public struct Deletion: ReplacementMetric {
    public init() {}

    public let name = "deletion"
    public let title: Words = "Deletion"
    public let summary: Words =
        "The class's probability while the photo loses its pixels, the most important first: low is good."
    public let isHigherBetter = false
    public let part = Measure.partDeleted

    public func ends(for input: Tensor) -> (start: Tensor, end: Tensor) {
        (input, Tensor(input.shape, repeating: 0))
    }
}
