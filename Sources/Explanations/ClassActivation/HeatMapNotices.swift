import Tensors

/// What one has to know to read a heat map.
enum HeatMapNotices {
    /// What is to be said of a map, and of the class if it is about one.
    static func all(_ map: Tensor, ofClass classIndex: Int?, in analysis: Analysis) -> [Notice] {
        let (least, greatest) = map.withUnsafeBufferPointer { ($0.min() ?? 0, $0.max() ?? 0) }
        let isZero = least == 0 && greatest == 0 && classIndex != nil
        return (isZero ? [.noEvidence] : least == greatest ? [.constantHeatMap] : [])
            + (classIndex.map { ClassNotices.all($0, in: analysis) } ?? [])
    }
}
