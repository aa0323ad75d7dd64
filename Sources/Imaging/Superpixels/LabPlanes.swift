import Foundation

/// A picture in CIELAB (D65, 2°), as scikit-image's `rgb2lab` computes it from values of 0…1.
struct LabPlanes {
    let width: Int
    let height: Int
    /// L, a and b, each H×W in row-major order.
    let planes: [[Double]]

    /// - Parameters:
    ///   - isStretched: whether the picture's least value becomes 0 and its greatest 1 first.
    ///   - factor: all values are multiplied by it.
    init(_ picture: Picture, isStretched: Bool = false, factor: Double) {
        width = picture.width
        height = picture.height
        let pixels = picture.pixels
        var (least, spread) = (0.0, 1.0)
        if isStretched, let minimum = pixels.min(), let maximum = pixels.max() {
            least = Double(minimum) / 255
            if maximum > minimum { spread = Double(maximum) / 255 - least }
        }
        let linear = (0...255).map { Self.linear((Double($0) / 255 - least) / spread) }
        let count = picture.width * picture.height
        var planes = [[Double]](repeating: [Double](repeating: 0, count: count), count: 3)
        for pixel in 0..<count {
            let red = linear[Int(pixels[3 * pixel])]
            let green = linear[Int(pixels[3 * pixel + 1])]
            let blue = linear[Int(pixels[3 * pixel + 2])]
            let x = Self.bent((0.412453 * red + 0.357580 * green + 0.180423 * blue) / 0.95047)
            let y = Self.bent(0.212671 * red + 0.715160 * green + 0.072169 * blue)
            let z = Self.bent((0.019334 * red + 0.119193 * green + 0.950227 * blue) / 1.08883)
            planes[0][pixel] = (116 * y - 16) * factor
            planes[1][pixel] = 500 * (x - y) * factor
            planes[2][pixel] = 200 * (y - z) * factor
        }
        self.planes = planes
    }

    /// sRGB's transfer curve undone.
    private static func linear(_ value: Double) -> Double {
        value > 0.04045 ? pow((value + 0.055) / 1.055, 2.4) : value / 12.92
    }

    private static func bent(_ value: Double) -> Double {
        value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116
    }
}
