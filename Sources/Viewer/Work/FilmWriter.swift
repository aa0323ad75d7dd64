import Explanations
import Files
import Foundation
import Imaging
import Words

/// Writes a film into a file: pictures one after the other as GIF, or all of them on one sheet as PNG.
enum FilmWriter {
    /// Seconds that a frame is seen, and the last one before it begins anew.
    private static let (seconds, lastSeconds) = (0.5, 2.0)
    /// Columns and rows of the sheet are to make it about this wide to high.
    private static let proportion = 1.5
    /// Pixels that a picture of the sheet is wide at most.
    private static let sheetTile = 640

    /// - Parameter pictures: at least one, with their captions in them.
    static func data(of pictures: [Picture], as export: Export) throws -> Data {
        let extent = (pictures.map(\.width).max()!, pictures.map(\.height).max()!)
        let whole = pictures.map { picture -> Picture in
            guard (picture.width, picture.height) != extent else { return picture }
            var framed = Picture(width: extent.0, height: extent.1, fill: .white)
            framed.draw(picture, atX: 0, y: 0)
            return framed
        }
        guard export == .filmSheet else {
            return GIFFile.data(
                of: whole.enumerated().map {
                    GIFFile.Frame($1, seconds: $0 == whole.count - 1 ? lastSeconds : seconds)
                })
        }
        return PNGFile.data(for: try sheet(whole))
    }

    private static func sheet(_ pictures: [Picture]) throws -> Picture {
        let tiles =
            pictures[0].width <= sheetTile
            ? pictures
            : pictures.map {
                $0.scaledToFit(width: sheetTile, height: sheetTile * $0.height / $0.width + 1)
            }
        let shape = Double(tiles[0].width) / Double(tiles[0].height)
        let columns = min(
            tiles.count, max(1, Int((Double(tiles.count) * proportion / shape).squareRoot().rounded())))
        return try PictureSheet(
            tiles.map { PictureSheet.Panel("", $0) }, columns: columns, gap: 16
        ).picture()
    }
}
