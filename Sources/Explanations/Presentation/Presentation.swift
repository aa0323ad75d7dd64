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
    public func pictures() -> [Picture] {
        switch self {
        case .grid(let grid, let page): [grid.picture(page: page)]
        case .heatMap(let presentation): presentation.pictures()
        case .sheet(let sheet): [sheet.picture()]
        }
    }

    /// All pictures in one, side by side.
    public func picture() -> Picture {
        let pictures = pictures()
        guard pictures.count > 1 else { return pictures[0] }
        let width = pictures.reduce(0) { $0 + $1.width } + Self.gap * (pictures.count - 1)
        var sheet = Picture(width: width, height: pictures.map(\.height).max()!, fill: .white)
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
