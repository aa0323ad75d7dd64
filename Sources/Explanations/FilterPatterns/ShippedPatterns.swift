import Files
import Imaging
import Tensors

/// The first patterns of a layer of a network that ships with the program, found beforehand: a sheet of tiles under the name
/// that the ``PatternCache`` gives its files, so that other weights, options or another seed do not find it.
///
/// `Scripts/make-patterns.py` writes them; they are compressed, so that a tile is not bit for bit what a search finds.
struct ShippedPatterns {
    /// Tiles in a row.
    static let columns = 8
    /// Of a layer at most.
    static let most = 64

    private let sheet: Picture
    private let tile: Shape

    /// Nil where there are none.
    ///
    /// - Parameter tile: 3×H×W of a pattern.
    init?(_ key: PatternCache.Key, tile: Shape) {
        guard let path = try? ResourceFolder.path("Resources/patterns/\(key.stem).webp"),
            let sheet = try? ImageFile.read(path), sheet.width % tile[2] == 0, sheet.height % tile[1] == 0,
            sheet.width / tile[2] <= Self.columns
        else { return nil }
        self.sheet = sheet
        self.tile = tile
    }

    /// The pattern of a filter, 3×H×W from 0 to 1; nil for one that the sheet does not have.
    func pattern(_ filter: Int) -> Tensor? {
        let (height, width) = (tile[1], tile[2])
        let columns = sheet.width / width
        let (x, y) = (filter % columns * width, filter / columns * height)
        guard filter < Self.most, y + height <= sheet.height else { return nil }
        return PatternPicture.colours(
            of: sheet.cropped(to: PixelRectangle(x: x, y: y, width: width, height: height)))
    }
}
