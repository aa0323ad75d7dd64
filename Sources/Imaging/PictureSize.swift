import Words

/// The extent of a picture that is to be drawn or written, and the one limit on it.
public struct PictureSize: Hashable, Sendable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int

    /// The longest side of a picture that is drawn, in pixels.
    public static let maximumSide = 4 * ImageFile.maximumSide

    /// The most pixels of a picture that is drawn: a photo of ``ImageFile/maximumPixelCount`` beside two pictures of it.
    public static let maximumPixelCount = 3 * ImageFile.maximumPixelCount

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The extent of tiles in rows, or nil where it is beyond all numbers.
    ///
    /// - Parameters:
    ///   - tile: the extent of one.
    ///   - gap: pixels between neighbouring tiles.
    public init?(rows: Int, columns: Int, of tile: PictureSize, gap: Int) {
        func length(_ count: Int, _ side: Int) -> Int? {
            let (product, overflow) = count.multipliedReportingOverflow(by: side + gap)
            return overflow ? nil : product - gap
        }
        guard let width = length(columns, tile.width), let height = length(rows, tile.height) else {
            return nil
        }
        self.init(width: width, height: height)
    }

    /// Whether there may be a picture of this size.
    public var isDrawable: Bool {
        let sides = 1...Self.maximumSide
        return sides.contains(width) && sides.contains(height) && width * height <= Self.maximumPixelCount
    }

    /// The greatest numbers of rows and columns that keep their proportion, as far as whole numbers do, and make a
    /// picture that may be drawn; one of each at the least.
    public static func largestGrid(
        rows: Int, columns: Int, of tile: PictureSize, gap: Int
    ) -> (rows: Int, columns: Int) {
        var (low, high) = (0, max(rows, columns))
        func grid(_ longer: Int) -> (rows: Int, columns: Int) {
            let longest = max(rows, columns)
            return (max(1, rows * longer / longest), max(1, columns * longer / longest))
        }
        // The longer side, by halving.
        while low + 1 < high {
            let middle = (low + high) / 2
            let (rows, columns) = grid(middle)
            let size = PictureSize(rows: rows, columns: columns, of: tile, gap: gap)
            if size?.isDrawable == true { low = middle } else { high = middle }
        }
        return grid(max(1, low))
    }
}

/// Why a picture is not drawn.
public enum PictureSizeError: Refusal, Equatable {
    /// Tiles in rows.
    case grid(rows: Int, columns: Int, largestRows: Int, largestColumns: Int)
    /// One picture.
    case picture(width: Int, height: Int)

    public static let examples: [PictureSizeError] = [
        .grid(rows: 300, columns: 300, largestRows: 122, largestColumns: 122),
        .picture(width: 70_000, height: 10),
    ]

    public var kind: RefusalKind { .usage }

    /// - Returns: nil where the tiles make a picture that may be drawn.
    public static func grid(
        rows: Int, columns: Int, of tile: PictureSize, gap: Int
    ) -> PictureSizeError? {
        let size = PictureSize(rows: rows, columns: columns, of: tile, gap: gap)
        if size?.isDrawable == true { return nil }
        let most = PictureSize.largestGrid(rows: rows, columns: columns, of: tile, gap: gap)
        return .grid(
            rows: rows, columns: columns, largestRows: most.rows, largestColumns: most.columns)
    }

    public var words: Words {
        switch self {
        case .grid(let rows, let columns, let largestRows, let largestColumns):
            """
            \(rows)x\(columns) tiles are more than one picture can hold; the largest grid that fits here is \
            \(largestRows)x\(largestColumns).
            """
        case .picture(let width, let height):
            """
            A picture of \(width)×\(height) pixels is too large; the largest that fits has \
            \(PictureSize.maximumPixelCount / 1_000_000) megapixels and at most \(PictureSize.maximumSide) on a side.
            """
        }
    }
}
