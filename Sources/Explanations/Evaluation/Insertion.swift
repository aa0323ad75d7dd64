import Tensors
import Words

/// How fast the class comes back when a blurred photo gets its pixels back, the most important first ("RISE", Petsiuk, Das
/// and Saenko 2018).
public struct Insertion: ReplacementMetric {
    public init() {}

    public let name = "insertion"
    public let title: Words = "Insertion"
    public let summary: Words =
        """
        The class's probability while a blurred photo gets its pixels back, the most important first: \
        high is good.
        """
    public let isHigherBetter = true
    public let part = Measure.partInserted

    public func ends(for input: Tensor) -> (start: Tensor, end: Tensor) {
        (Blur.blurred(input), input)
    }
}
