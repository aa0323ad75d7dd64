import Testing

@testable import Imaging

@Suite struct PictureTests {
    /// Pixel (x, y) is (x, y, x + y).
    static func ramp(_ width: Int, _ height: Int) -> Picture {
        var picture = Picture(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width { picture[x, y] = RGB(UInt8(x), UInt8(y), UInt8(x + y)) }
        }
        return picture
    }

    @Test func fillsWithOneColour() {
        #expect(Picture(width: 2, height: 1, fill: RGB(1, 2, 3)).pixels == [1, 2, 3, 1, 2, 3])
        #expect(Picture(width: 1, height: 2, fill: .white).pixels == [UInt8](repeating: 255, count: 6))
    }

    @Test func cropsARectangle() {
        let part = Self.ramp(9, 7).cropped(to: PixelRectangle(x: 3, y: 2, width: 4, height: 5))
        #expect(part.width == 4 && part.height == 5)
        #expect(part[0, 0] == RGB(3, 2, 5))
        #expect(part[3, 4] == RGB(6, 6, 12))
    }

    @Test(arguments: [(-2, -1), (7, 5), (2, 2), (50, 0), (-9, 0)]) func drawsWhatLiesInside(x: Int, y: Int) {
        let stamp = Picture(width: 3, height: 4, fill: RGB(200, 100, 50))
        var picture = Self.ramp(9, 7)
        picture.draw(stamp, atX: x, y: y)
        for row in 0..<7 {
            for column in 0..<9 {
                let isCovered = (x..<x + 3).contains(column) && (y..<y + 4).contains(row)
                let expected =
                    isCovered ? RGB(200, 100, 50) : RGB(UInt8(column), UInt8(row), UInt8(column + row))
                #expect(picture[column, row] == expected)
            }
        }
    }

    @Test func outlinesInsideTheRectangle() {
        var picture = Picture(width: 6, height: 5)
        picture.outline(PixelRectangle(x: 1, y: 1, width: 4, height: 3), with: .white)
        let rows = (0..<5).map { y in (0..<6).map { picture[$0, y] == .white ? "#" : "." }.joined() }
        #expect(rows == ["......", ".####.", ".#..#.", ".####.", "......"])
    }

    @Test func handsOutOpaqueRGBA() {
        let picture = Picture(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])
        #expect(picture.toRGBA() == [1, 2, 3, 255, 4, 5, 6, 255])
    }

    @Test func intersectionIsEmptyWhereRectanglesDoNotMeet() {
        let rectangle = PixelRectangle(x: 0, y: 0, width: 4, height: 4)
        let apart = rectangle.intersection(PixelRectangle(x: 6, y: 1, width: 2, height: 2))
        #expect(apart.width == 0)
        let part = rectangle.intersection(PixelRectangle(x: 2, y: -1, width: 9, height: 3))
        #expect(part == PixelRectangle(x: 2, y: 0, width: 2, height: 2))
    }
}
