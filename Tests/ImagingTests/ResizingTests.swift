import Files
import Tensors
import Testing

@testable import Imaging

@Suite struct ResizingTests {
    static let sizes = [(40, 24), (150, 80), (7, 90), (64, 3), (97, 30), (50, 61), (1, 1)]

    @Test(arguments: ResizeFilter.allCases) func equalsPillowBitForBit(filter: ResizeFilter) throws {
        let photo = try Golden.picture("photo.rgb", 97, 61)
        for (width, height) in Self.sizes {
            let expected = try Golden.picture(
                "photo-\(filter.rawValue)-\(width)x\(height).rgb", width, height)
            let resized = photo.resized(width: width, height: height, filter: filter)
            #expect(resized.distance(to: expected) == 0, "\(filter) to \(width)×\(height)")
        }
        #expect(photo.resized(width: 97, height: 61, filter: filter) == photo)
    }

    @Test func addsTheScaleUpAsPillowDoes() throws {
        let cases = try Golden.tensor("nearest.npy")
        #expect(cases.shape == [12, 302])
        for index in 0..<cases.shape[0] {
            let row = cases.part(index).values.map { Int($0) }
            let (input, output) = (row[0], row[1])
            var line = Picture(width: input, height: 1)
            for x in 0..<input { line[x, 0] = RGB(UInt8(x & 255), UInt8(x >> 8), 0) }
            let resized = line.resized(width: output, height: 1, filter: .nearest)
            let positions = (0..<output).map { Int(resized[$0, 0].red) | Int(resized[$0, 0].green) << 8 }
            #expect(positions == Array(row[2..<2 + output]), "\(input) to \(output)")
        }
    }

    /// Both halves of the work, on two threads, must meet without a seam.
    @Test(arguments: ResizeFilter.allCases) func resizesLargePicturesAsWholes(filter: ResizeFilter) {
        var picture = Picture(width: 900, height: 700, fill: RGB(10, 200, 30))
        picture.fill(PixelRectangle(x: 0, y: 340, width: 900, height: 360), with: RGB(250, 0, 90))
        let resized = picture.resized(width: 450, height: 350, filter: filter)
        for y in 0..<350 where !(166...173).contains(y) {
            #expect(resized[0, y] == (y < 170 ? RGB(10, 200, 30) : RGB(250, 0, 90)))
            #expect(resized[449, y] == resized[0, y])
        }
    }

    @Test(arguments: [(50, 33), (5, 4), (11, 20), (100, 60)])
    func linearEqualsOpenCV(width: Int, height: Int) throws {
        let expected = try Golden.tensor("map-\(width)x\(height).npy")
        let resized = Resize.linear(map: try Golden.tensor("map.npy"), height: height, width: width)
        #expect(resized.shape == expected.shape)
        #expect(resized.values == expected.values)
    }

    @Test func displayScalingAveragesTheCoveredArea() {
        let picture = Picture(
            width: 3, height: 2,
            pixels: [0, 0, 0, 90, 90, 90, 200, 100, 30, 60, 0, 0, 0, 120, 0, 100, 100, 100])
        // Each half covers one column and a half of the next: (c₀ + c₁/2) / 1.5, over two rows.
        let halves = picture.scaledForDisplay(width: 2, height: 1)
        #expect(halves.pixels == [35, 35, 15, 115, 102, 58])
        let doubled = picture.scaledForDisplay(width: 6, height: 4)
        for y in 0..<4 {
            for x in 0..<6 { #expect(doubled[x, y] == picture[x / 2, y / 2]) }
        }
    }

    @Test func fitsAPictureIntoASpace() {
        let picture = Picture(width: 300, height: 200)
        #expect(picture.sizeFitting(width: 150, height: 150) == (150, 100))
        #expect(picture.sizeFitting(width: 1000, height: 20) == (30, 20))
        #expect(Picture(width: 1000, height: 1).sizeFitting(width: 10, height: 10) == (10, 1))
    }
}
