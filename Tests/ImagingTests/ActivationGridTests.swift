import Tensors
import Testing

@testable import Imaging

@Suite struct ActivationGridTests {
    /// The levels that a grid in grey shows for one channel.
    static func levels(_ grid: ActivationGrid, _ channel: Int) -> [UInt8] {
        let tile = grid.picture(page: grid.page(ofChannel: channel))
            .cropped(to: grid.tileRectangle(ofChannel: channel))
        return stride(from: 0, to: tile.pixels.count, by: 3).map { tile.pixels[$0] }
    }

    @Test func channelsThatFindNothingAreSilent() {
        let maps = Tensor([4, 1, 3], [0, 0, 0, 1, 1, 1, 0, 0, 1, .nan, .nan, .nan])
        let grid = ActivationGrid(maps: maps)
        #expect(grid.silentChannels == [0, 1])
        // A single value is a value.
        #expect(ActivationGrid(maps: Tensor([1, 1, 1], [0])).silentChannels.isEmpty)
    }

    @Test(arguments: MapNormalisation.allCases) func equalsNumpy(normalisation: MapNormalisation) throws {
        let maps = try Golden.tensor("maps.npy")
        let grid = ActivationGrid(
            maps: maps, layout: .init(columns: 4, rows: 1), normalisation: normalisation, colormap: .grey)
        #expect(grid.pageCount == 2)
        let expected = try Golden.bytes("\(normalisation.name).levels")
        let ours = (0..<6).flatMap { Self.levels(grid, $0) }
        // numpy adds up in single precision, which moves a value across a whole number here and there.
        let differences = zip(ours, expected).map { abs(Int($0) - Int($1)) }
        #expect(differences.max() ?? 255 <= 1)
        #expect(differences.count { $0 > 0 } <= 5)
    }

    @Test func smallTilesShowMeansOfTheCoveredArea() throws {
        let grid = ActivationGrid(
            maps: try Golden.tensor("maps.npy"), colormap: .grey, tileSize: .init(width: 7, height: 5))
        let ours = (0..<6).flatMap { Self.levels(grid, $0) }
        let differences = zip(ours, try Golden.bytes("shrunken.levels")).map { abs(Int($0) - Int($1)) }
        #expect(differences.max() ?? 255 <= 1)
        #expect(differences.count { $0 > 0 } <= 5)
    }

    @Test func largeTilesRepeatValues() {
        let maps = Tensor([1, 2, 2], [0, 1, 2, 4])
        let grid = ActivationGrid(
            maps: maps, normalisation: .perMap, colormap: .grey, tileSize: .init(width: 5, height: 4))
        let row: [[UInt8]] = [[0, 0, 63, 63, 63], [127, 127, 255, 255, 255]]
        #expect(Self.levels(grid, 0) == row[0] + row[0] + row[1] + row[1])
    }

    @Test func aDeadChannelIsFlat() {
        let maps = Tensor([3, 4, 4], repeating: 0.1)
        for (normalisation, level) in [(MapNormalisation.zScore, 128), (.perMap, 0), (.perLayer, 0)] {
            let grid = ActivationGrid(maps: maps, normalisation: normalisation, colormap: .grey)
            #expect(Self.levels(grid, 1) == [UInt8](repeating: UInt8(level), count: 16))
        }
    }

    @Test func valuesThatAreNoNumbersAreFlat() {
        let values: [Float] = [.nan, 1, 2, .infinity, 3, -.infinity, 2, 2]
        let maps = Tensor([2, 2, 4], values + [Float](repeating: .nan, count: 8))
        let z = ActivationGrid(maps: maps, colormap: .grey)
        // Of 1, 2, 3, 2, 2: mean 2, standard deviation √0.4.
        #expect(Self.levels(z, 0) == [128, 26, 128, 128, 229, 128, 128, 128])
        #expect(Self.levels(z, 1) == [UInt8](repeating: 128, count: 8))
        let perMap = ActivationGrid(maps: maps, normalisation: .perMap, colormap: .grey)
        #expect(Self.levels(perMap, 0) == [0, 0, 127, 0, 255, 0, 127, 127])
        #expect(Self.levels(perMap, 1) == [UInt8](repeating: 0, count: 8))
        let perLayer = ActivationGrid(maps: maps, normalisation: .perLayer, colormap: .grey)
        #expect(Self.levels(perLayer, 0) == [0, 0, 127, 0, 255, 0, 127, 127])
    }

    @Test func extremeValuesDoNotTrap() {
        let greatest = Float.greatestFiniteMagnitude
        let maps = Tensor([2, 1, 3], [-greatest, 0, greatest, 0, Float.leastNonzeroMagnitude, 0])
        for normalisation in MapNormalisation.allCases {
            let picture = ActivationGrid(maps: maps, normalisation: normalisation).picture()
            #expect(picture.width == 16 * 4 - 1)
        }
        let perMap = ActivationGrid(maps: maps, normalisation: .perMap, colormap: .grey)
        #expect(Self.levels(perMap, 0) == [0, 127, 255])
    }

    @Test func pagesTilesAndBackground() {
        let maps = Tensor([70, 2, 3], (0..<420).map { Float($0) })
        let grid = ActivationGrid(maps: maps, gap: 2, background: RGB(9, 8, 7))
        #expect(grid.pageCount == 2)
        #expect(grid.width == 16 * 3 + 15 * 2 && grid.height == 4 * 2 + 3 * 2)
        #expect(grid.positions(onPage: 1) == 64..<70)
        #expect(grid.tileRectangle(ofChannel: 69) == PixelRectangle(x: 25, y: 0, width: 3, height: 2))
        let picture = grid.picture(page: 1)
        #expect(picture[3, 0] == RGB(9, 8, 7))
        #expect(picture[30, 0] == RGB(9, 8, 7))
        #expect(picture[0, 0] == grid.picture(ofChannel: 64, width: 3, height: 2)[0, 0])
    }

    @Test func everyPixelKnowsItsChannel() {
        let maps = Tensor([20, 4, 6], (0..<480).map { Float($0) })
        let grid = ActivationGrid(
            maps: maps, layout: .init(columns: 3, rows: 2), tileSize: .init(width: 3, height: 8), gap: 1)
        for page in 0..<grid.pageCount {
            for y in -1...grid.height {
                for x in -1...grid.width {
                    let expected = grid.positions(onPage: page).first {
                        grid.tileRectangle(ofChannel: $0).contains(x: x, y: y)
                    }
                    #expect(grid.channel(atX: x, y: y, page: page) == expected)
                }
            }
        }
        #expect(grid.hit(atX: 4 + 2, y: 9 + 7, page: 1) == .init(channel: 10, x: 5, y: 3, value: 263))
        #expect(grid.hit(atX: 3, y: 0) == nil)
    }

    /// The tiles of a large page are drawn by two threads; each must be what it is alone.
    @Test func largePagesEqualTheirTiles() {
        var state: UInt32 = 7
        let maps = Tensor([64, 56, 56]) { values in
            for index in values.indices {
                state = state &* 1_664_525 &+ 1_013_904_223
                values[index] = max(Float(state >> 8) / 1e6 - 8, 0)
            }
        }
        let grid = ActivationGrid(maps: maps, tileSize: .init(width: 30, height: 25))
        let page = grid.picture()
        for channel in 0..<64 {
            let tile = page.cropped(to: grid.tileRectangle(ofChannel: channel))
            #expect(tile == grid.picture(ofChannel: channel, width: 30, height: 25))
        }
    }
}
