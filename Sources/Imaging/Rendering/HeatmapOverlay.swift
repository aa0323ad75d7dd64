import Tensors

/// A heat map, alone or laid over the photo that it explains.
public struct HeatmapOverlay: Sendable {
    /// How heat and photo become one picture; both are 0…255 below.
    public enum Blend: String, CaseIterable, Sendable {
        /// photo + opacity·heat, rounded and cut off at 255, as `cv2.imwrite` does with such a sum.
        case clip

        /// photo + opacity·heat, stretched so that the least sum is 0 and the greatest 255, as Keras's
        /// `array_to_img` does.
        case stretch

        /// (1 − opacity)·photo + opacity·heat, divided by its greatest value, as pytorch-grad-cam does (there
        /// with opacity 0.5).
        case average

        /// (1 − opacity)·grey photo + opacity·heat, rounded, as matplotlib shows a picture over a grey one.
        case grey

        /// The spelling on the command line.
        public var name: String { rawValue }
    }

    /// H×W, divided by its greatest value: 0…1.
    public let map: Tensor

    public let colormap: Colormap

    /// Whether the map has no value above 0, so that there is nothing to show.
    public let isZero: Bool

    /// The greatest value of the map as it was given, or 0.
    public let greatest: Float

    /// How many values were infinite or no number; they count as 0.
    public let nonFiniteCount: Int

    /// - Parameters:
    ///   - map: H×W; values below 0 count as 0.
    public init(map: Tensor, colormap: Colormap = .jet) {
        precondition(map.shape.rank == 2 && map.count > 0, "a heat map is H×W, not \(map.shape)")
        var greatest: Float = 0
        var nonFiniteCount = 0
        map.withUnsafeBufferPointer { values in
            for value in values {
                if !value.isFinite { nonFiniteCount += 1 } else if value > greatest { greatest = value }
            }
        }
        self.map = map.withUnsafeBufferPointer { values in
            Tensor(map.shape) { destination in
                for (index, value) in values.enumerated() {
                    destination[index] = value.isFinite && value > 0 ? value / greatest : 0
                }
            }
        }
        self.colormap = colormap
        self.nonFiniteCount = nonFiniteCount
        isZero = greatest == 0
        self.greatest = greatest
    }

    /// The map enlarged (OpenCV's linear interpolation), ×255, cut to whole numbers and coloured.
    public func heatPicture(width: Int, height: Int) -> Picture {
        let levels = Resize.linear(map: map, height: height, width: width)
        let colours = colormap.colours
        return Picture(width: width, height: height) { destination in
            levels.withUnsafeBufferPointer { levels in
                for (index, level) in levels.enumerated() {
                    let colour = colours[Int(min(max(level * 255, 0), 255))]
                    destination[index * 3] = colour.red
                    destination[index * 3 + 1] = colour.green
                    destination[index * 3 + 2] = colour.blue
                }
            }
        }
    }

    /// The photo with the heat over the part that the network looked at.
    ///
    /// - Parameters:
    ///   - rectangle: where the network's input lies in the photo, perhaps reaching beyond it; nil for the whole photo. Pixels
    ///     outside stay the photo's.
    ///   - opacity: 0…1, what the heat is multiplied by.
    ///   - outline: the colour of a border, one pixel wide and just inside the rectangle; nil for none. A rectangle
    ///     that is the whole photo gets none.
    public func overlay(
        on photo: Picture, within rectangle: PixelRectangle? = nil, opacity: Float = 0.4,
        blend: Blend = .clip,
        outline: RGB? = nil
    ) -> Picture {
        let rectangle = rectangle ?? photo.bounds
        let heat = heatPicture(width: rectangle.width, height: rectangle.height)
        let part = photo.part(rectangle)
        var result = photo
        result.draw(Self.blend(heat, part, opacity, blend), atX: rectangle.x, y: rectangle.y)
        if let outline, rectangle.intersection(photo.bounds) != photo.bounds {
            result.outline(rectangle, with: outline)
        }
        return result
    }

    private static func blend(_ heat: Picture, _ photo: Picture, _ opacity: Float, _ blend: Blend) -> Picture
    {
        let photo = blend == .grey ? Self.grey(photo) : photo
        let photoShare = blend == .average || blend == .grey ? 1 - opacity : 1
        let heated = (0...255).map { Float($0) * opacity }
        let lit = (0...255).map { Float($0) * photoShare }
        return Picture(width: photo.width, height: photo.height) { destination in
            heat.withUnsafeBytes { heat in
                photo.withUnsafeBytes { photo in
                    var (least, greatest) = (Float.infinity, -Float.infinity)
                    if blend == .stretch || blend == .average {
                        for index in 0..<heat.count {
                            let sum = heated[Int(heat[index])] + lit[Int(photo[index])]
                            least = min(least, sum)
                            greatest = max(greatest, sum)
                        }
                    }
                    if blend == .average { least = 0 }
                    let spread = greatest > least ? greatest - least : .infinity
                    for index in 0..<heat.count {
                        let sum = heated[Int(heat[index])] + lit[Int(photo[index])]
                        let level =
                            blend == .clip || blend == .grey
                            ? sum.rounded(.toNearestOrEven) : (sum - least) / spread * 255
                        destination[index] = UInt8(min(max(level, 0), 255))
                    }
                }
            }
        }
    }

    /// Every pixel's luma (ITU-R BT.601), as Pillow's mode L has it.
    private static func grey(_ photo: Picture) -> Picture {
        Picture(width: photo.width, height: photo.height) { destination in
            photo.withUnsafeBytes { photo in
                for start in stride(from: 0, to: photo.count, by: 3) {
                    let sum =
                        Int(photo[start]) * 19595 + Int(photo[start + 1]) * 38470 + Int(photo[start + 2])
                        * 7471
                    for channel in 0..<3 { destination[start + channel] = UInt8((sum + 0x8000) >> 16) }
                }
            }
        }
    }
}
