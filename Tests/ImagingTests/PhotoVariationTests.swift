import Testing

@testable import Imaging

@Suite struct PhotoVariationTests {
    /// Two by two: red and green above, blue and white below.
    private let picture = Picture(
        width: 2, height: 2, pixels: [200, 0, 0, 0, 200, 0, 0, 0, 200, 90, 90, 90])

    private func varied(_ change: (inout PhotoVariation) -> Void) -> [UInt8] {
        var variation = PhotoVariation()
        change(&variation)
        return picture.varied(by: variation).pixels
    }

    @Test func aQuarterTurn() {
        // Against the clock: the right column becomes the upper row.
        #expect(varied { $0.rotation = 90 } == [0, 200, 0, 90, 90, 90, 200, 0, 0, 0, 0, 200])
    }

    @Test func movedByAPixelWithTheEdgeBehindIt() {
        #expect(varied { $0.shiftX = 0.5 } == [200, 0, 0, 200, 0, 0, 0, 0, 200, 0, 0, 200])
        #expect(varied { $0.shiftY = 0.5 } == [200, 0, 0, 0, 200, 0, 200, 0, 0, 0, 200, 0])
    }

    @Test func brighterUpToWhite() {
        #expect(varied { $0.brightness = 0.2 } == [251, 51, 51, 51, 251, 51, 51, 51, 251, 141, 141, 141])
        #expect(varied { $0.brightness = 0.8 }.allSatisfy { $0 >= 204 })
    }

    /// Enlarged by two about the middle, each new pixel lies a quarter from the middle.
    @Test func enlargedItIsInterpolated() {
        let corner = varied { $0.scale = 2 }.prefix(3)
        // 9/16 of the nearest, 3/16 of each neighbour, 1/16 of the one across.
        let expected = [200.0 * 9 / 16 + 90.0 / 16, 200.0 * 3 / 16 + 90.0 / 16, 200.0 * 3 / 16 + 90.0 / 16]
        for (found, wanted) in zip(corner, expected) { #expect(abs(Double(found) - wanted) <= 0.51) }
    }

    @Test func nothingChangesNothing() {
        #expect(picture.varied(by: PhotoVariation()) == picture)
        var wrong = PhotoVariation()
        wrong.scale = .nan
        #expect(PhotoVariation().isValid && !wrong.isValid)
    }
}
