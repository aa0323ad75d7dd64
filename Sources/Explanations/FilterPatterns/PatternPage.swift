import Imaging
import Tensors

/// The patterns of one page as far as they are found.
struct PatternPage {
    let filters: Range<Int>
    private let tileShape: Shape
    private var patterns: [Int: Tensor] = [:]
    private var silentCount = 0
    /// Whether some come with the program.
    var isPrecomputed = false

    init(filters: Range<Int>, tileShape: Shape) {
        self.filters = filters
        self.tileShape = tileShape
    }

    func has(_ filter: Int) -> Bool { patterns[filter] != nil }

    /// - Parameter pattern: 3×H×W; kept with 8 bits, so that a first run and one from disk give the same.
    mutating func fill(_ pattern: Tensor, _ filter: Int, isSilent: Bool = false) {
        patterns[filter] = PatternPicture.colours(of: PatternPicture.picture(of: pattern))
        if isSilent { silentCount += 1 }
    }

    /// N×3×H×W; grey where nothing is known yet.
    func tensor(with underWay: [PatternSearch.Found]) -> Tensor {
        var patterns = patterns
        for found in underWay { patterns[found.filter] = found.colours }
        let shape = tileShape
        return Tensor(Shape([filters.count] + shape.dimensions)) { tensor in
            for (index, filter) in filters.enumerated() {
                let tile = UnsafeMutableBufferPointer(
                    rebasing: tensor[index * shape.count..<(index + 1) * shape.count])
                if let pattern = patterns[filter] {
                    pattern.withUnsafeBufferPointer { _ = tile.update(fromContentsOf: $0) }
                } else {
                    tile.update(repeating: 0.5)
                }
            }
        }
    }

    func notices(_ style: PatternStyle) -> [Notice] {
        let origin: [Notice] = isPrecomputed ? [.precomputedPatterns] : []
        guard silentCount > 0 else { return origin }
        return origin + [
            style == .glassbox
                ? .silentFilters(silentCount, of: filters.count)
                : .filtersWithoutGradient(
                    silentCount, of: filters.count, style: PatternStyle.glassbox.rawValue)
        ]
    }
}
