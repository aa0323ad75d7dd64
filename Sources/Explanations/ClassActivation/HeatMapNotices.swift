import Tensors
import Words

/// What one has to know to read a heat map.
enum HeatMapNotices {
    static let zero: Words = "There is no positive evidence for this class at this layer."

    static let constant: Words = "The map is the same everywhere, so it says nothing about where."

    /// What is to be said of a map, and of the class if it is about one.
    static func all(_ map: Tensor, ofClass classIndex: Int?, in analysis: Analysis) -> [Words] {
        let (least, greatest) = map.withUnsafeBufferPointer { ($0.min() ?? 0, $0.max() ?? 0) }
        let isZero = least == 0 && greatest == 0 && classIndex != nil
        return (isZero ? [zero] : least == greatest ? [constant] : [])
            + (classIndex.map { ClassNotices.all($0, in: analysis) } ?? [])
    }
}
