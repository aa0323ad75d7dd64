import Tensors

/// RISE's random masks (Petsiuk, Das and Saenko 2018, the authors' `generate_masks`): coarse grids of zeros and ones,
/// enlarged smoothly and shifted by part of a cell, with the draws of numpy's `RandomState`.
public struct GridMasks: Sendable {
    private let height: Int
    private let width: Int
    private let side: Int
    /// count × side × side: the grids, which are all drawn before the first shift.
    private let cells: [Bool]
    private let rows, columns: MirroredTaps
    private let cellHeight, cellWidth: Int
    private var generator: MersenneTwister
    private var position = 0

    /// - Parameters:
    ///   - height: of the masks.
    ///   - width: of the masks.
    ///   - side: cells along each side of a grid, at least 1.
    ///   - probability: of a cell to be 1.
    ///   - count: how many masks there are.
    public init(height: Int, width: Int, side: Int, probability: Double, count: Int, seed: UInt64) {
        precondition(height > 0 && width > 0 && side > 0 && count >= 0, "a mask has at least one pixel")
        self.height = height
        self.width = width
        self.side = side
        cellHeight = (height + side - 1) / side
        cellWidth = (width + side - 1) / side
        rows = MirroredTaps(from: side, to: (side + 1) * cellHeight)
        columns = MirroredTaps(from: side, to: (side + 1) * cellWidth)
        var generator = MersenneTwister(seed: seed)
        cells = (0..<count * side * side).map { _ in generator.uniform() < probability }
        self.generator = generator
    }

    /// The next mask, H×W in 0…1.
    ///
    /// - Precondition: there is one more.
    public mutating func next() -> [Float] {
        precondition((position + 1) * side * side <= cells.count, "no more masks than were asked for")
        let top = generator.integer(below: cellHeight)
        let left = generator.integer(below: cellWidth)
        let start = position * side * side
        position += 1
        let grid = cells[start..<start + side * side].map { $0 ? 1.0 : 0.0 }
        return [Float](unsafeUninitializedCapacity: height * width) { mask, count in
            var line = [Double](repeating: 0, count: side)
            for y in 0..<height {
                let (above, below) = (rows.first[top + y] * side, rows.second[top + y] * side)
                let down = rows.fraction[top + y]
                for cell in 0..<side {
                    line[cell] = grid[above + cell] * (1 - down) + grid[below + cell] * down
                }
                for x in 0..<width {
                    let across = columns.fraction[left + x]
                    mask[y * width + x] = Float(
                        line[columns.first[left + x]] * (1 - across) + line[columns.second[left + x]] * across
                    )
                }
            }
            count = height * width
        }
    }
}

/// Where each of `count` points of an enlarged axis lies between two points of the original, pixels being areas and the
/// border a mirror that does not repeat the last point.
private struct MirroredTaps: Sendable {
    let first, second: [Int]
    let fraction: [Double]

    init(from source: Int, to count: Int) {
        let last = Double(source - 1)
        let places = (0..<count).map { index in
            let place = abs((Double(index) + 0.5) * Double(source) / Double(count) - 0.5)
            return min(max(place > last ? 2 * last - place : place, 0), last)
        }
        first = places.map { Int($0) }
        second = first.map { min($0 + 1, source - 1) }
        fraction = zip(places, first).map { $0 - Double($1) }
    }
}
