import Imaging
import NeuralNetwork

/// Where a photo's pixels lie in a map of what the network sees of it.
struct PhotoPlaces {
    private let region: PixelRectangle
    private let map: MapLayout

    init(of map: MapLayout, in subject: Subject) {
        region = subject.region
        self.map = map
    }

    /// The place of the map in which a pixel of the photo lies; nil for one that the network does not see.
    func place(ofColumn x: Int, row y: Int) -> (row: Int, column: Int)? {
        guard x >= region.x, y >= region.y, x < region.maxX, y < region.maxY else { return nil }
        return (
            Self.place(y - region.y, of: region.height, among: map.rows),
            Self.place(x - region.x, of: region.width, among: map.columns)
        )
    }

    /// The places of the map whose centres lie in a part of the photo, one behind the other.
    func places(in rectangle: PixelRectangle) -> [Int] {
        let rows = Self.places(rectangle.y - region.y, rectangle.height, of: region.height, among: map.rows)
        let columns = Self.places(
            rectangle.x - region.x, rectangle.width, of: region.width, among: map.columns)
        return rows.flatMap { row in columns.map { row * map.columns + $0 } }
    }

    private static func place(_ pixel: Int, of extent: Int, among count: Int) -> Int {
        min(count - 1, Int((Double(pixel) + 0.5) * Double(count) / Double(extent)))
    }

    private static func places(_ start: Int, _ length: Int, of extent: Int, among count: Int) -> [Int] {
        (0..<count).filter { index in
            let centre = (Double(index) + 0.5) * Double(extent) / Double(count)
            return centre >= Double(start) && centre < Double(start) + Double(length)
        }
    }
}
