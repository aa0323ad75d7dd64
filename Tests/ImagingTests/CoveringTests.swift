import Testing

@testable import Imaging

@Suite struct CoveringTests {
    private let picture = Picture(width: 4, height: 3) { pixels in
        for index in pixels.indices { pixels[index] = UInt8(index) }
    }

    @Test(arguments: [
        PixelRectangle(x: 1, y: 1, width: 2, height: 1), PixelRectangle(x: -3, y: 2, width: 5, height: 9),
        PixelRectangle(x: 9, y: 9, width: 2, height: 2), PixelRectangle(x: 0, y: 0, width: 4, height: 3),
    ]) func aRectangleIsGreyOrAllElse(rectangle: PixelRectangle) {
        for outside in [false, true] {
            let covered = picture.covered(rectangle, outside: outside)
            for y in 0..<3 {
                for x in 0..<4 {
                    let isInside =
                        x >= rectangle.x && x < rectangle.maxX && y >= rectangle.y && y < rectangle.maxY
                    for channel in 0..<3 {
                        let place = (y * 4 + x) * 3 + channel
                        let expected = isInside == outside ? picture.pixels[place] : 127
                        #expect(covered.pixels[place] == expected, "\(x), \(y)")
                    }
                }
            }
        }
    }
}
