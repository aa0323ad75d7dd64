import Imaging
import NeuralNetwork

/// The part of a picture that one place of a layer sees.
struct FilterSight {
    private let field: ReceptiveField
    private let rows, columns: Int

    /// - Parameters:
    ///   - rows: of the network's input.
    init(_ field: ReceptiveField, rows: Int, columns: Int) {
        self.field = field
        self.rows = rows
        self.columns = columns
    }

    /// - Parameter region: of the picture that the network sees.
    /// - Returns: x, y, width and height in the picture; an eighth of the input at least, so that there is something to see.
    func part(row: Int, column: Int, of region: PixelRectangle) -> [Int] {
        guard case .part(let down, let across) = field else { return region.array }
        let (top, height) = Self.scaled(down.range(of: row, within: rows), rows, region.y, region.height)
        let (left, width) = Self.scaled(
            across.range(of: column, within: columns), columns, region.x, region.width)
        return [left, top, width, height]
    }

    private static func scaled(_ range: Range<Int>, _ extent: Int, _ start: Int, _ length: Int) -> (Int, Int)
    {
        let least = max(extent / 8, 1)
        var (low, high) = (range.lowerBound, range.upperBound)
        if high - low < least {
            low = max(0, (low + high - least) / 2)
            high = min(extent, low + least)
        }
        let first = start + low * length / extent
        return (first, max(1, start + high * length / extent - first))
    }
}
