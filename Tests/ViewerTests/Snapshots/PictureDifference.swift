import Imaging

/// How far a picture is from the one that is expected, beyond what rasterising may change.
///
/// Another version of FreeType or another processor changes the edges of letters and single levels of a heat map:
/// differences of both signs, one pixel wide, or small ones. They vanish in the mean of 3×3 pixels; a button that is
/// elsewhere and a text that is another do not.
struct PictureDifference {
    /// By how many of the 255 levels the mean of the differences of 3×3 pixels may be off, in each channel.
    static let toleratedLevels = 16
    /// How many pixels may be further off: a curve of hundreds of passes has a point elsewhere where equal values are sorted otherwise.
    static let toleratedPixels = 16

    /// Pixels that are further off than is tolerated.
    let pixels: Int
    /// The largest mean difference of 3×3 pixels, in levels.
    let levels: Int
    /// The expected picture, pale, with every pixel red that is too far off.
    let picture: Picture

    var isTolerable: Bool { pixels <= Self.toleratedPixels }

    /// Nil where the pictures have different extents.
    init?(_ expected: Picture, _ found: Picture) {
        guard (expected.width, expected.height) == (found.width, found.height) else { return nil }
        guard expected != found else {
            (pixels, levels, picture) = (0, 0, expected)
            return
        }
        let (width, height) = (expected.width, expected.height)
        let rowLength = width * 3
        let differences = zip(expected.pixels, found.pixels).map { Int($1) - Int($0) }
        // The sums of three neighbours in a row, then of three rows; nothing lies outside the picture.
        var across = differences
        for index in differences.indices {
            let column = index % rowLength
            if column >= 3 { across[index] += differences[index - 3] }
            if column < rowLength - 3 { across[index] += differences[index + 3] }
        }
        var marked = expected.pixels.map { UInt8(255 - (255 - Int($0)) / 3) }
        var (count, largest) = (0, 0)
        for pixel in 0..<width * height {
            var furthest = 0
            for index in pixel * 3..<pixel * 3 + 3 {
                var sum = across[index]
                if index >= rowLength { sum += across[index - rowLength] }
                if index < rowLength * (height - 1) { sum += across[index + rowLength] }
                furthest = max(furthest, abs(sum) / 9)
            }
            largest = max(largest, furthest)
            guard furthest > Self.toleratedLevels else { continue }
            count += 1
            marked.replaceSubrange(pixel * 3..<pixel * 3 + 3, with: [255, 0, 0])
        }
        (pixels, levels) = (count, largest)
        picture = Picture(width: width, height: height, pixels: marked)
    }
}
