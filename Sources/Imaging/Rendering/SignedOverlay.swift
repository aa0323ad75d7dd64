import Tensors

/// A map of positive and negative values in red and blue over a pale grey picture, as `shap.image_plot` draws it.
public struct SignedOverlay: Sendable {
    /// Values of this size and beyond have their full colour; above 0.
    public let limit: Float

    private static let negative = SIMD3<Float>(30, 136, 229)
    private static let positive = SIMD3<Float>(255, 13, 87)
    private static let greyOpacity: Float = 0.15

    /// - Parameter limit: one that is not above 0 counts as 1, so that a map of zeros has no colour.
    public init(limit: Float) {
        self.limit = limit > 0 && limit.isFinite ? limit : 1
    }

    /// For maps that are to be compared: the limit is a percentile of all their sizes.
    ///
    /// - Parameters:
    ///   - maps: of any shapes.
    ///   - percentile: 0…100; between two values it is interpolated linearly.
    public init(for maps: [Tensor], percentile: Double = 99.9) {
        self.init(limit: Self.percentile(percentile, ofSizesIn: maps))
    }

    /// From the colour of −``limit`` to that of ``limit``, on white.
    public var colours: [RGB] {
        (0..<256).map { level in
            Self.rgb(colour(Float(level) / 127.5 - 1, over: SIMD3(repeating: 255)))
        }
    }

    /// The map over a picture, at the picture's size; each of the map's elements is a rectangle of one colour.
    ///
    /// - Parameter map: H×W; what is not finite counts as 0.
    public func picture(of map: Tensor, over background: Picture) -> Picture {
        precondition(map.shape.rank == 2 && map.count > 0, "a signed map is H×W, not \(map.shape)")
        let (rows, columns) = (map.shape[0], map.shape[1])
        return Picture(width: background.width, height: background.height) { destination in
            background.withUnsafeBytes { source in
                map.withUnsafeBufferPointer { values in
                    for y in 0..<background.height {
                        let row = y * rows / background.height
                        for x in 0..<background.width {
                            let value = values[row * columns + x * columns / background.width] / limit
                            let start = (y * background.width + x) * 3
                            let grey =
                                0.2989 * Float(source[start]) + 0.587 * Float(source[start + 1]) + 0.114
                                * Float(source[start + 2])
                            let pale = 255 * (1 - Self.greyOpacity) + grey * Self.greyOpacity
                            let colour = Self.rgb(
                                colour(value.isFinite ? value : 0, over: SIMD3(repeating: pale)))
                            destination[start] = colour.red
                            destination[start + 1] = colour.green
                            destination[start + 2] = colour.blue
                        }
                    }
                }
            }
        }
    }

    /// - Parameter value: −1…1; the colour's opacity is its size.
    private func colour(_ value: Float, over background: SIMD3<Float>) -> SIMD3<Float> {
        let opacity = min(abs(value), 1)
        return (value < 0 ? Self.negative : Self.positive) * opacity + background * (1 - opacity)
    }

    private static func rgb(_ colour: SIMD3<Float>) -> RGB {
        let bytes = colour.rounded(.toNearestOrEven).clamped(
            lowerBound: .zero, upperBound: SIMD3(repeating: 255))
        return RGB(UInt8(bytes.x), UInt8(bytes.y), UInt8(bytes.z))
    }

    /// numpy's `percentile` of the sizes of all finite values; 0 where there are none.
    public static func percentile(_ percentile: Double, ofSizesIn maps: [Tensor]) -> Float {
        let sizes = maps.flatMap { $0.values.filter(\.isFinite).map(abs) }.sorted()
        guard !sizes.isEmpty else { return 0 }
        let position = percentile / 100 * Double(sizes.count - 1)
        let lower = sizes[Int(position)]
        let upper = sizes[min(Int(position) + 1, sizes.count - 1)]
        return Float(Double(lower) + Double(upper - lower) * (position - position.rounded(.down)))
    }
}
