import Imaging
import Tensors

/// The pixels that a result may fill.
public struct DisplayArea: Sendable, Hashable {
    public let width: Int
    public let height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// An answer as something to look at, and to ask for the value under the pointer.
public enum Presentation: Sendable {
    /// One page of feature maps.
    case grid(ActivationGrid, page: Int)
    /// A heat map and the photo that it is about.
    case heatMap(HeatMapPresentation)
    /// Any pictures with words under them.
    case sheet(PictureSheet)

    /// The pictures beside each other: one for a grid; heat map and overlay for a heat map.
    ///
    /// - Throws: before memory is taken, where one would be larger than a picture may be.
    public func pictures() throws(PictureSizeError) -> [Picture] {
        switch self {
        case .grid(let grid, let page):
            let tile = PictureSize(width: grid.tileSize.width, height: grid.tileSize.height)
            let (rows, columns) = (grid.layout.rows, grid.layout.columns)
            if let error = PictureSizeError.grid(rows: rows, columns: columns, of: tile, gap: grid.gap) {
                throw error
            }
            return [grid.picture(page: page)]
        case .heatMap(let presentation): return presentation.pictures()
        case .sheet(let sheet): return [try sheet.picture()]
        }
    }

    /// All pictures in one, side by side.
    ///
    /// - Throws: where that would be larger than a picture may be.
    public func picture() throws(PictureSizeError) -> Picture {
        let pictures = try pictures()
        guard pictures.count > 1 else { return pictures[0] }
        let width = pictures.reduce(0) { $0 + $1.width } + Self.gap * (pictures.count - 1)
        let height = pictures.map(\.height).max()!
        guard PictureSize(width: width, height: height).isDrawable else {
            throw .picture(width: width, height: height)
        }
        var sheet = Picture(width: width, height: height, fill: .white)
        var x = 0
        for picture in pictures {
            sheet.draw(picture, atX: x, y: 0)
            x += picture.width + Self.gap
        }
        return sheet
    }

    /// What the colours of the pictures mean; nil where they stand for themselves.
    public var legend: Legend? {
        switch self {
        case .grid: nil
        case .heatMap(let presentation): presentation.legend
        case .sheet(let sheet): sheet.legend
        }
    }

    private static let gap = 8
}
