import Foundation

/// How a photo is turned, enlarged, moved and brightened, to see whether an answer stays.
public struct PhotoVariation: Hashable, Sendable {
    /// Degrees against the clock.
    public var rotation = 0.0
    /// How many times as large; what no longer fits is cut off.
    public var scale = 1.0
    /// To the right and down, as shares of width and height.
    public var shiftX = 0.0
    public var shiftY = 0.0
    /// Added to each channel, as a share of the full scale.
    public var brightness = 0.0

    public init() {}

    public static let rotations = -180.0...180.0
    public static let scales = 0.25...4.0
    public static let shifts = -0.5...0.5
    public static let brightnesses = -0.8...0.8

    public var isIdentity: Bool { self == PhotoVariation() }

    /// Whether each number is in its range.
    public var isValid: Bool {
        Self.rotations.contains(rotation) && Self.scales.contains(scale) && Self.shifts.contains(shiftX)
            && Self.shifts.contains(shiftY) && Self.brightnesses.contains(brightness)
    }
}

extension Picture {
    /// The picture turned and enlarged about its middle, then moved and brightened, of the same size. Between pixels it is
    /// interpolated linearly; what lies beyond the picture is as its edge.
    public func varied(by variation: PhotoVariation) -> Picture {
        guard !variation.isIdentity else { return self }
        let angle = variation.rotation * .pi / 180
        let (cosine, sine) = (cos(angle) / variation.scale, sin(angle) / variation.scale)
        let (middleX, middleY) = (Double(width) / 2, Double(height) / 2)
        let (moveX, moveY) = (variation.shiftX * Double(width), variation.shiftY * Double(height))
        let light = variation.brightness * 255
        return Picture(width: width, height: height) { target in
            withUnsafeBytes { source in
                for y in 0..<height {
                    for x in 0..<width {
                        let (across, down) = (
                            Double(x) + 0.5 - moveX - middleX, Double(y) + 0.5 - moveY - middleY
                        )
                        let sourceX = cosine * across - sine * down + middleX - 0.5
                        let sourceY = sine * across + cosine * down + middleY - 0.5
                        let left = min(max(sourceX, 0), Double(width - 1))
                        let top = min(max(sourceY, 0), Double(height - 1))
                        let (x0, y0) = (Int(left), Int(top))
                        let (x1, y1) = (min(x0 + 1, width - 1), min(y0 + 1, height - 1))
                        let (shareX, shareY) = (left - Double(x0), top - Double(y0))
                        for channel in 0..<3 {
                            func value(_ x: Int, _ y: Int) -> Double {
                                Double(source[(y * width + x) * 3 + channel])
                            }
                            let upper = value(x0, y0) * (1 - shareX) + value(x1, y0) * shareX
                            let lower = value(x0, y1) * (1 - shareX) + value(x1, y1) * shareX
                            let mixed = upper * (1 - shareY) + lower * shareY + light
                            target[(y * width + x) * 3 + channel] = UInt8(
                                min(max(mixed, 0), 255) + 0.5 - 1e-9)
                        }
                    }
                }
            }
        }
    }
}
