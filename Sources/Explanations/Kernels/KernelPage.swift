import Imaging
import Tensors
import Words

/// What is drawn of a layer's kernels.
public struct KernelPage: Sendable {
    /// H×W, or 3×H×W in colours, all of one shape; no number where there is no weight.
    let tiles: [Tensor]
    /// The same of random weights.
    let untrained: [Tensor]
    /// Of all kernels of the layer.
    let norms: [Float]
    /// Of all weights of the layer, and of the random ones.
    let statistics: TensorStatistics
    let random: TensorStatistics

    /// Pixels of a picture's side, about.
    private static let side = 420

    func sheet(columns: Int) -> PictureSheet {
        let overlay = SignedOverlay(for: tiles.map(Self.finite))
        let isColour = tiles[0].shape.rank == 3
        let dead = KernelWeights.deadCount(norms)
        return PictureSheet(
            [
                mosaic(tiles, columns, overlay, KernelCaption.trained),
                mosaic(untrained, columns, overlay, KernelCaption.untrained),
                PictureSheet.Panel(
                    KernelCaption.spread(statistics.least, statistics.greatest), histogram(overlay)),
                PictureSheet.Panel(KernelCaption.lengths(norms.count, dead: dead), lengths()),
            ], gap: 20,
            legend: isColour
                ? nil
                : Legend(
                    colours: overlay.colours, low: Self.number(-overlay.limit), middle: Words(verbatim: "0"),
                    high: Self.number(overlay.limit)), showsWeights: true)
    }

    /// With zeros in place of what is no number.
    static func finite(_ tile: Tensor) -> Tensor {
        Tensor(tile.shape, tile.values.map { $0.isFinite ? $0 : 0 })
    }

    private static func number(_ value: Float) -> Words { Words(verbatim: Double(value).asValue) }

    /// Tiles in rows, each weight a square; the values lie on a grid with a line of no numbers between tiles.
    private func mosaic(
        _ tiles: [Tensor], _ columns: Int, _ overlay: SignedOverlay, _ caption: Words
    ) -> PictureSheet.Panel {
        let shape = tiles[0].shape
        let isColour = shape.rank == 3
        let (height, width) = (shape[shape.rank - 2], shape[shape.rank - 1])
        // As square as a page is, however few there are on it.
        let across = min(columns, Int(Double(tiles.count).squareRoot().rounded(.up)))
        let down = (tiles.count + across - 1) / across
        let (rows, places) = (down * (height + 1) - 1, across * (width + 1) - 1)
        let cell = max(1, Self.side / max(rows, places))
        let greatest = tiles.reduce(Float(0)) { most, tile in
            tile.values.reduce(most) { max($0, $1.isFinite ? abs($1) : 0) }
        }
        var values = [Float](repeating: .nan, count: rows * places)
        var picture = Picture(width: places * cell, height: rows * cell, fill: .white)
        for (index, tile) in tiles.enumerated() {
            let (top, left) = (index / across * (height + 1), index % across * (width + 1))
            let numbers = tile.values
            for place in 0..<height * width {
                let (y, x) = (top + place / width, left + place % width)
                let colour: RGB
                if isColour {
                    func level(_ channel: Int) -> UInt8 {
                        let share = numbers[channel * height * width + place] / max(greatest, 1e-30)
                        return UInt8(min(max(127.5 + 127.5 * (share.isFinite ? share : 0), 0), 255))
                    }
                    colour = RGB(level(0), level(1), level(2))
                } else {
                    values[y * places + x] = numbers[place]
                    guard !numbers[place].isNaN else { continue }
                    let level = min(max(numbers[place] / overlay.limit, -1), 1)
                    colour = overlay.colours[Int(((level + 1) * 127.5).rounded())]
                }
                picture.fill(
                    PixelRectangle(x: x * cell, y: y * cell, width: cell, height: cell), with: colour)
            }
        }
        return PictureSheet.Panel(
            caption, picture, values: isColour ? nil : Tensor(Shape([rows, places]), values))
    }

    private static let ink = RGB(70, 80, 95)
    private static let pale = RGB(190, 198, 208)

    /// How often weights occur, red above 0 and blue below; the random ones as a line of steps.
    private func histogram(_ overlay: SignedOverlay) -> Picture {
        var picture = Picture(width: Self.side, height: Self.side, fill: .white)
        let most = Double(max(statistics.histogram.max() ?? 1, 1))
        let (base, room) = (Self.side - 12, Double(Self.side - 30))
        let span = statistics.greatest - statistics.least
        let (low, high) = (overlay.colours[40], overlay.colours[215])
        let bars = statistics.histogram
        func x(_ index: Int) -> Int { Self.side * index / bars.count }
        for (index, count) in bars.enumerated() where count > 0 {
            let height = max(1, Int(Double(count) / most * room))
            picture.fill(
                PixelRectangle(
                    x: x(index), y: base - height, width: max(1, x(index + 1) - x(index) - 1),
                    height: height), with: statistics.middle(ofPart: index) < 0 ? low : high)
        }
        guard span > 0, random.greatest > random.least else { return picture }
        // Both count weights in parts of a width of their own.
        let ratio = (random.greatest - random.least) / span
        let parts = Double(random.histogram.count)
        let density = parts / Double(bars.count) / ratio
        for (index, count) in random.histogram.enumerated() {
            let start = (random.least - statistics.least) / span + Double(index) / parts * ratio
            let height = Int(min(Double(count) / most * density, 1.05) * room)
            let left = Int(start * Double(Self.side))
            let width = max(1, Int(ratio * Double(Self.side) / parts))
            let line = PixelRectangle(x: left, y: base - height - 1, width: width + 1, height: 3)
            picture.fill(line.intersection(picture.bounds), with: Self.ink)
        }
        picture.fill(PixelRectangle(x: 0, y: base, width: Self.side, height: 2), with: Self.pale)
        return picture
    }

    /// The kernels' lengths from the longest to the shortest; red those that are dead.
    private func lengths() -> Picture {
        var picture = Picture(width: Self.side, height: Self.side, fill: .white)
        let sorted = norms.sorted(by: >)
        let (base, room) = (Self.side - 12, Double(Self.side - 30))
        let most = Double(max(sorted.first ?? 0, 1e-30))
        let living = sorted.count - KernelWeights.deadCount(norms)
        for column in 0..<Self.side {
            let index = column * sorted.count / Self.side
            let isDead = index >= living
            let share = Double(sorted[index]) / most
            let height = isDead ? base : max(1, Int((share.isFinite ? share : 0) * room))
            picture.fill(
                PixelRectangle(x: column, y: base - height, width: 1, height: height),
                with: isDead ? RGB(214, 69, 69) : Self.ink)
        }
        picture.fill(PixelRectangle(x: 0, y: base, width: Self.side, height: 2), with: Self.pale)
        return picture
    }
}

/// What stands under the pictures of kernels.
public enum KernelCaption {
    static let trained: Words = "Trained"
    static let untrained: Words = "Untrained: random"

    static func spread(_ least: Double, _ greatest: Double) -> Words {
        "Weights: \(least.asValue) to \(greatest.asValue); line: random"
    }

    static func lengths(_ count: Int, dead: Int) -> Words {
        dead == 0 ? "Lengths of \(count) kernels" : "Lengths of \(count) kernels, \(dead) dead"
    }

    /// One of each.
    public static let examples: [Words] = [
        trained, untrained, spread(0, 1), lengths(2, dead: 0), lengths(2, dead: 1),
    ]
}
