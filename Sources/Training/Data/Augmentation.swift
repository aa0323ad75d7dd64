import Imaging
import ModelFormats
import Tensors

/// How examples are varied, so that a network learns what does not depend on place, side and light.
public struct Augmentation: Sendable, Hashable, Codable {
    /// One way to vary an example.
    public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
        /// Left and right exchanged, for every other example.
        case flip
        /// A part of a half to all of the area, of sides between 3:4 and 4:3, instead of the network's own part
        /// (`RandomResizedCrop`).
        case crop
        /// Brightness, contrast and saturation times 0.8 to 1.2 each (`ColorJitter`).
        case jitter
    }

    public var parts: Set<Part>

    public init(_ parts: Set<Part> = []) {
        self.parts = parts
    }

    /// An example as the network sees it.
    ///
    /// - Parameters:
    ///   - preprocessing: of the network.
    ///   - seed: what is drawn follows from it alone.
    public func view(of picture: Picture, _ preprocessing: Preprocessing, seed: UInt64) -> Picture {
        var draw = Chance(seed)
        var view: Picture
        if parts.contains(.crop) {
            let region = Self.region(of: picture, &draw)
            view = picture.cropped(to: region)
                .resized(width: preprocessing.columns, height: preprocessing.rows, filter: .bilinear)
        } else {
            view = preprocessing.view(of: picture)
        }
        if parts.contains(.flip), draw.fraction() < 0.5 { view = view.mirrored }
        if parts.contains(.jitter) {
            let factors = (0..<3).map { _ in 0.8 + 0.4 * draw.fraction() }
            view = view.jittered(brightness: factors[0], contrast: factors[1], saturation: factors[2])
        }
        return view
    }

    private static func region(of picture: Picture, _ draw: inout Chance) -> PixelRectangle {
        let area = Double(picture.width * picture.height) * (0.5 + 0.5 * draw.fraction())
        let ratio = 0.75 + (4.0 / 3 - 0.75) * draw.fraction()
        let width = min(picture.width, max(1, Int((area * ratio).squareRoot().rounded())))
        let height = min(picture.height, max(1, Int((area / ratio).squareRoot().rounded())))
        return PixelRectangle(
            x: Int(draw.fraction() * Double(picture.width - width + 1)),
            y: Int(draw.fraction() * Double(picture.height - height + 1)), width: width, height: height)
    }
}

/// Numbers that follow from a seed.
struct Chance {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = SplitMix64.output(seed)
    }

    /// In 0..<1.
    mutating func fraction() -> Double {
        state = SplitMix64.output(state)
        return Double(state >> 11) * 0x1p-53
    }

    /// A number of 0..<`count`.
    mutating func whole(below count: Int) -> Int { min(count - 1, Int(fraction() * Double(count))) }
}

extension Picture {
    /// Left and right exchanged.
    var mirrored: Picture {
        var mirrored = pixels
        for row in 0..<height {
            for column in 0..<width {
                let (from, to) = ((row * width + column) * 3, (row * width + width - 1 - column) * 3)
                for channel in 0..<3 { mirrored[to + channel] = pixels[from + channel] }
            }
        }
        return Picture(width: width, height: height, pixels: mirrored)
    }

    /// Values times a factor, their distance from the mean grey times one, and from their own grey times one.
    func jittered(brightness: Double, contrast: Double, saturation: Double) -> Picture {
        func grey(_ place: Int, in values: [Double]) -> Double {
            0.299 * values[place] + 0.587 * values[place + 1] + 0.114 * values[place + 2]
        }
        var values = pixels.map { min(255, Double($0) * brightness) }
        let places = stride(from: 0, to: values.count, by: 3)
        let mean = places.reduce(0) { $0 + grey($1, in: values) } / Double(max(1, values.count / 3))
        for index in values.indices {
            values[index] = min(255, max(0, mean + (values[index] - mean) * contrast))
        }
        for place in places {
            let own = grey(place, in: values)
            for index in place..<place + 3 {
                values[index] = min(255, max(0, own + (values[index] - own) * saturation))
            }
        }
        return Picture(width: width, height: height, pixels: values.map { UInt8($0.rounded()) })
    }
}
