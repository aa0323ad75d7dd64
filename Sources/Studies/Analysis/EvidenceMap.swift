import Foundation
import Imaging
import Tensors

/// A heat map in a line of JSON: 8 bits for each place, and the greatest value.
struct EvidenceMap: Codable, Sendable, Equatable {
    let rows, columns: Int
    /// What the greatest level stands for; 0 for a map without evidence.
    let greatest: Float
    /// Row by row, as base64 in JSON.
    let levels: Data

    /// - Parameter map: H×W, no value below 0.
    init(_ map: Tensor) {
        (rows, columns) = (map.shape[0], map.shape[1])
        let values = map.values
        greatest = values.max() ?? 0
        let scale = greatest > 0 ? 255 / greatest : 0
        levels = Data(values.map { UInt8(min(max(($0 * scale).rounded(), 0), 255)) })
    }

    /// Whether numbers of a file fit together.
    var isSound: Bool {
        rows > 0 && columns > 0 && rows <= 4096 && columns <= 4096 && levels.count == rows * columns
            && greatest.isFinite
    }

    /// H×W.
    var map: Tensor {
        Tensor([rows, columns], levels.map { Float($0) / 255 * greatest })
    }

    /// Shares of all evidence, row by row; nil where there is none.
    var shares: [Double]? {
        let sum = levels.reduce(0) { $0 + Double($1) }
        return sum > 0 ? levels.map { Double($0) / sum } : nil
    }

    /// The share of the evidence that lies in a box, by the parts of places that it covers; nil where there is none.
    ///
    /// - Parameters:
    ///   - box: in pixels of the picture.
    ///   - region: of the picture that the map is about.
    func share(inside box: PixelRectangle, of region: PixelRectangle) -> Double? {
        shares.map { shares in
            shares.indices.reduce(0) { $0 + shares[$1] * covered($1, box, region) }
        }
    }

    /// Whether the place with most evidence has its middle in a box ("pointing game", Zhang et al. 2016, without a tolerance); of
    /// equal places the first counts. Nil where there is no evidence.
    func points(into box: PixelRectangle, of region: PixelRectangle) -> Bool? {
        guard greatest > 0, let top = levels.indices.max(by: { (levels[$0], -$0) < (levels[$1], -$1) }) else {
            return nil
        }
        return isMiddle(of: top - levels.startIndex, in: box, region)
    }

    /// Relevance rank accuracy ("CLEVR-XAI", Arras et al. 2022): of as many places as have their middle in a box, those with most
    /// evidence, the share that lies in it; of equal places the first count. Nil where no place lies there, or there is no evidence.
    func rank(inside box: PixelRectangle, of region: PixelRectangle) -> Double? {
        guard greatest > 0 else { return nil }
        let values = Array(levels)
        let inside = values.indices.map { self.isMiddle(of: $0, in: box, region) }
        let count = inside.count { $0 }
        guard count > 0 else { return nil }
        let strongest = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(count)
        return Double(strongest.count { inside[$0] }) / Double(count)
    }

    /// Whether a place has its middle in a box.
    private func isMiddle(of place: Int, in box: PixelRectangle, _ region: PixelRectangle) -> Bool {
        let x = Double(region.x) + (Double(place % columns) + 0.5) / Double(columns) * Double(region.width)
        let y = Double(region.y) + (Double(place / columns) + 0.5) / Double(rows) * Double(region.height)
        return (Double(box.x)..<Double(box.maxX)).contains(x)
            && (Double(box.y)..<Double(box.maxY)).contains(y)
    }

    private func covered(_ place: Int, _ box: PixelRectangle, _ region: PixelRectangle) -> Double {
        func overlap(_ index: Int, of count: Int, _ start: Int, _ length: Int, _ low: Int, _ high: Int)
            -> Double
        {
            let size = Double(length) / Double(count)
            let from = Double(start) + Double(index) * size
            return max(0, min(from + size, Double(high)) - max(from, Double(low))) / size
        }
        return overlap(place % columns, of: columns, region.x, region.width, box.x, box.maxX)
            * overlap(place / columns, of: rows, region.y, region.height, box.y, box.maxY)
    }

    /// The map brought to fewer places by means of blocks, `side` × `side` at most.
    func reduced(to side: Int) -> [Double]? {
        guard let shares else { return nil }
        let (height, width) = (min(side, rows), min(side, columns))
        var sums = [Double](repeating: 0, count: height * width)
        for row in 0..<rows {
            for column in 0..<columns {
                sums[row * height / rows * width + column * width / columns] += shares[row * columns + column]
            }
        }
        return sums
    }

    /// The map over a picture.
    func overlay(on photo: Picture, region: PixelRectangle) -> Picture {
        HeatmapOverlay(map: map).overlay(
            on: photo, within: region, opacity: 0.5, blend: .average, outline: .white)
    }
}
