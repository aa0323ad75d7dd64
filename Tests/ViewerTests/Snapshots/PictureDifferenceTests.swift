import Imaging
import Testing

@testable import Viewer

/// What a snapshot lets pass, and what it does not.
@Suite struct PictureDifferenceTests {
    /// A pale button with a dark border and three letters, on white.
    private func button(atX x: Int = 20, y: Int = 10, letters: [Int] = [0, 1, 2]) -> Picture {
        var picture = Picture(width: 120, height: 50, fill: .white)
        let frame = PixelRectangle(x: x, y: y, width: 60, height: 20)
        picture.fill(frame, with: RGB(240, 243, 248))
        picture.outline(frame, with: RGB(200, 206, 215))
        for (place, letter) in letters.enumerated() {
            let left = x + 12 + place * 10
            picture.fill(PixelRectangle(x: left, y: y + 6, width: 2, height: 8), with: RGB(30, 30, 30))
            picture.fill(
                PixelRectangle(x: left, y: y + 6 + letter * 3, width: 6, height: 2), with: RGB(30, 30, 30))
        }
        return picture
    }

    private func difference(_ found: Picture) throws -> PictureDifference {
        try #require(PictureDifference(button(), found))
    }

    @Test func theSamePictureDoesNotDiffer() throws {
        let same = try difference(button())
        #expect(same.pixels == 0 && same.levels == 0 && same.isTolerable)
    }

    @Test(arguments: [(21, 10), (20, 11), (19, 9), (24, 10)])
    func aShiftedButtonIsCaught(x: Int, y: Int) throws {
        #expect(try !difference(button(atX: x, y: y)).isTolerable)
    }

    @Test(arguments: [[0, 1, 1], [0, 1], [0, 1, 2, 0], [2, 1, 0]])
    func anotherTextIsCaught(letters: [Int]) throws {
        let other = try difference(button(letters: letters))
        #expect(!other.isTolerable)
        #expect(other.levels > PictureDifference.toleratedLevels)
    }

    @Test func anotherColourIsCaught() throws {
        let pixels = button().pixels.map { $0 == 255 ? UInt8(230) : $0 }
        #expect(try !difference(Picture(width: 120, height: 50, pixels: pixels)).isTolerable)
    }

    /// Other anti-aliasing: the edge of every stem a fifth darker on one side and lighter on the other.
    @Test func softerEdgesAreTolerated() throws {
        var softer = button()
        for place in 0..<3 {
            for y in 16..<24 {
                let x = 32 + place * 10
                softer[x - 1, y] = RGB(200, 203, 208)
                softer[x, y] = RGB(70, 70, 70)
            }
        }
        let found = try difference(softer)
        #expect(found.levels > 0 && found.isTolerable)
    }

    @Test func otherRoundingOfAHeatMapIsTolerated() throws {
        let pixels = button().pixels.enumerated().map { index, value in
            value > 251 ? value - UInt8(index % 4) : value + UInt8(index % 4)
        }
        let found = try difference(Picture(width: 120, height: 50, pixels: pixels))
        #expect(found.levels > 0 && found.isTolerable)
    }

    @Test func differencesAreShownInRed() throws {
        let shifted = try difference(button(atX: 30))
        #expect(shifted.picture[20, 20] == RGB(255, 0, 0))
        #expect(shifted.picture[5, 45] == .white)
    }

    @Test func anotherExtentIsNoPictureToCompare() {
        #expect(PictureDifference(button(), Picture(width: 119, height: 50)) == nil)
    }
}
