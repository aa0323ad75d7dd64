import Dispatch
import Files
import Tensors

extension ActivationGrid {
    /// Draws one page.
    public func picture(page: Int = 0) -> Picture {
        let channels = positions(onPage: page).map(channel(at:))
        var picture = Picture(width: width, height: height, fill: background)
        let renderer = TileRenderer(maps, tileSize, colormap)
        let rowSize = picture.width * 3
        picture.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            // Tiles do not overlap, so each is written by one thread only.
            nonisolated(unsafe) let target = start
            let halves = maps.shape[1] * maps.shape[2] * channels.count > 100_000 ? 2 : 1
            DispatchQueue.concurrentPerform(iterations: halves) { half in
                let first = channels.count * half / halves
                let last = channels.count * (half + 1) / halves
                var scratch = renderer.makeScratch()
                for channel in channels.dropFirst(first).prefix(last - first) {
                    let tile = tileRectangle(ofChannel: channel)
                    renderer.draw(
                        channel, line: layerLine, normalisation,
                        into: target + tile.y * rowSize + tile.x * 3, rowSize: rowSize, &scratch)
                }
            }
        }
        return picture
    }

    /// Draws one channel by itself, normalised as on its page.
    public func picture(ofChannel channel: Int, width: Int, height: Int) -> Picture {
        precondition(channel >= 0 && channel < channelCount, "channel \(channel) of \(channelCount)")
        let renderer = TileRenderer(maps, TileSize(width: width, height: height), colormap)
        return Picture(width: width, height: height) { destination in
            guard let start = destination.baseAddress else { return }
            var scratch = renderer.makeScratch()
            renderer.draw(
                channel, line: layerLine, normalisation, into: start, rowSize: width * 3, &scratch)
        }
    }
}

/// Draws feature maps as tiles of one size.
private struct TileRenderer {
    private let maps: Tensor
    private let tileSize: ActivationGrid.TileSize
    private let across: AreaTaps
    private let down: AreaTaps
    private let colours: [RGB]

    /// Weights add up to 1 only nearly; this keeps the mean of equal whole levels from being cut to the next
    /// lower one.
    private let guardLevel: Float

    init(_ maps: Tensor, _ tileSize: ActivationGrid.TileSize, _ colormap: Colormap) {
        self.maps = maps
        self.tileSize = tileSize
        across = AreaTaps(input: maps.shape[2], output: tileSize.width)
        down = AreaTaps(input: maps.shape[1], output: tileSize.height)
        colours = colormap.colours
        guardLevel = across.stride * down.stride > 1 ? 1e-3 : 0
    }

    /// One row of a map.
    func makeScratch() -> [Float] { [Float](repeating: 0, count: maps.shape[2]) }

    func draw(
        _ channel: Int, line layerLine: LevelLine?, _ normalisation: MapNormalisation,
        into target: UnsafeMutablePointer<UInt8>, rowSize: Int, _ scratch: inout [Float]
    ) {
        let mapWidth = maps.shape[2]
        maps.part(channel).withUnsafeBufferPointer { map in
            let statistics = MapStatistics(map, needsDeviation: normalisation == .zScore)
            let line =
                layerLine
                ?? (normalisation == .zScore
                    ? .zScore(statistics) : .range(statistics.minimum, statistics.maximum))
            scratch.withUnsafeMutableBufferPointer { levels in
                for y in 0..<tileSize.height {
                    if statistics.hasNonFinite {
                        addCheckedRows(map, mapWidth, y, line, into: levels)
                    } else {
                        addRows(map, mapWidth, y, line, into: levels)
                    }
                    drawRow(levels, into: target + y * rowSize)
                }
            }
        }
    }

    /// The weighted sum of the levels of the map's rows that tile row `y` covers.
    private func addRows(
        _ map: UnsafeBufferPointer<Float>, _ mapWidth: Int, _ y: Int, _ line: LevelLine,
        into levels: UnsafeMutableBufferPointer<Float>
    ) {
        for tap in 0..<down.counts[y] {
            let weight = down.weights[y * down.stride + tap]
            let start = (down.starts[y] + tap) * mapWidth
            let row = UnsafeBufferPointer(rebasing: map[start..<start + mapWidth])
            if tap == 0 {
                for x in 0..<mapWidth { levels[x] = line.level(row[x]) * weight }
            } else {
                for x in 0..<mapWidth { levels[x] += line.level(row[x]) * weight }
            }
        }
    }

    private func addCheckedRows(
        _ map: UnsafeBufferPointer<Float>, _ mapWidth: Int, _ y: Int, _ line: LevelLine,
        into levels: UnsafeMutableBufferPointer<Float>
    ) {
        levels.update(repeating: 0)
        for tap in 0..<down.counts[y] {
            let weight = down.weights[y * down.stride + tap]
            for x in 0..<mapWidth {
                let value = map[(down.starts[y] + tap) * mapWidth + x]
                let level = value.isFinite ? line.level(value) : line.base
                levels[x] += level * weight
            }
        }
    }

    private func drawRow(
        _ levels: UnsafeMutableBufferPointer<Float>, into target: UnsafeMutablePointer<UInt8>
    ) {
        colours.withUnsafeBufferPointer { colours in
            across.weights.withUnsafeBufferPointer { weights in
                for x in 0..<tileSize.width {
                    var sum = guardLevel
                    let (start, first) = (across.starts[x], x * across.stride)
                    for tap in 0..<across.counts[x] { sum += levels[start + tap] * weights[first + tap] }
                    let colour = colours[Int(min(sum, 255))]
                    target[x * 3] = colour.red
                    target[x * 3 + 1] = colour.green
                    target[x * 3 + 2] = colour.blue
                }
            }
        }
    }
}
