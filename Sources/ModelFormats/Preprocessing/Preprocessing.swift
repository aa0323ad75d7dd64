import Imaging
import NeuralNetwork
import Tensors

/// How a photo becomes a network's input: which part of it at which size, and how its values are scaled.
public struct Preprocessing: Sendable, Hashable {
    /// Which part of the photo is taken and how it is brought to the network's size.
    public enum Geometry: Sendable, Hashable {
        /// The whole photo, stretched by the nearest pixel: Keras's `load_img`.
        case stretch
        /// The whole photo, resized by a filter.
        case resize(ResizeFilter)
        /// Resized until the shorter edge is `shortEdge`, then the square in the middle: torchvision.
        case centreCrop(shortEdge: Int, ResizeFilter = .bilinear)
        /// The middle square of size / (size + `padding`) of the shorter edge, resized (bicubic): EfficientNet.
        case centreSquare(padding: Int)
        /// The whole photo in its own proportions, with bars of one grey around it, in the middle or at the left and the top: YOLO.
        case letterbox(grey: UInt8, isCentred: Bool, ResizeFilter = .bilinear)

        /// Whether the whole photo is seen.
        var isWhole: Bool {
            switch self {
            case .stretch, .resize, .letterbox: true
            case .centreCrop, .centreSquare: false
            }
        }
    }

    public let geometry: Geometry
    public let scaling: Scaling
    /// The extents of the network's input.
    public let rows, columns: Int
    /// 3 for red, green and blue; 1 for grey (Rec. 601 luma as Pillow rounds it); another number for inputs that are no photos, of
    /// which grey is shown.
    public let channels: Int
    /// Whether photos can become the input.
    public var takesPhotos: Bool { [1, 3].contains(channels) }

    /// Whether the input's first channel is blue and its last red.
    public var isBlueFirst: Bool { scaling.isBlueFirst }

    /// For a square input of three channels.
    public init(_ geometry: Geometry, _ scaling: Scaling, size: Int) {
        self.init(geometry, scaling, rows: size, columns: size, channels: 3)
    }

    /// - Precondition: rows and columns are equal unless the whole photo is seen.
    public init(_ geometry: Geometry, _ scaling: Scaling, rows: Int, columns: Int, channels: Int) {
        precondition(channels > 0 && (rows == columns || geometry.isWhole))
        self.geometry = geometry
        self.scaling = scaling
        self.rows = rows
        self.columns = columns
        self.channels = channels
    }

    /// The same for an input of other extents.
    ///
    /// - Parameter input: C×H×W.
    public func fitted(to input: Shape) -> Preprocessing {
        let (rows, columns) = (input[1], input[2])
        var fitted = rows == columns || geometry.isWhole ? geometry : .stretch
        if case .centreCrop(let shortEdge, let filter) = fitted, rows != self.rows {
            fitted = .centreCrop(shortEdge: max(rows, shortEdge * rows / self.rows), filter)
        }
        return Preprocessing(fitted, scaling, rows: rows, columns: columns, channels: input[0])
    }

    /// The same geometry with other values.
    func scaled(by scaling: Scaling) -> Preprocessing {
        Preprocessing(geometry, scaling, rows: rows, columns: columns, channels: channels)
    }

    /// Rows and columns of a square input.
    private var size: Int { rows }

    /// The part of a photo that the network will see, in the photo's pixels.
    ///
    /// For ``Geometry/centreCrop(shortEdge:)`` the crop is made after resizing, so this is its place in the photo
    /// rounded outward to whole pixels.
    public func region(of photo: Picture) -> PixelRectangle {
        switch geometry {
        case .stretch, .resize: return photo.bounds
        case .letterbox: return extent(in: photo).rounded
        case .centreSquare(let padding):
            let side = max(1, size * min(photo.width, photo.height) / (size + padding))
            return PixelRectangle(
                x: (photo.width - side) / 2, y: (photo.height - side) / 2, width: side, height: side)
        case .centreCrop(let shortEdge, _):
            let resized = Self.resizedExtent(of: photo, shortEdge: shortEdge)
            let crop = Self.crop(resized, size: size)
            let across = Double(photo.width) / Double(resized.width)
            let down = Double(photo.height) / Double(resized.height)
            let left = Int((Double(crop.x) * across).rounded(.down))
            let top = Int((Double(crop.y) * down).rounded(.down))
            let right = min(photo.width, Int((Double(crop.maxX) * across).rounded(.up)))
            let bottom = min(photo.height, Int((Double(crop.maxY) * down).rounded(.up)))
            return PixelRectangle(x: left, y: top, width: max(1, right - left), height: max(1, bottom - top))
        }
    }

    /// What the network sees of a photo, columns × rows pixels, in colour.
    public func view(of photo: Picture) -> Picture {
        switch geometry {
        case .stretch: return photo.resized(width: columns, height: rows, filter: .nearest)
        case .letterbox(let grey, _, let filter):
            let place = letterbox(of: photo)
            var view = Picture(width: columns, height: rows, fill: RGB(grey, grey, grey))
            view.draw(
                photo.resized(width: place.width, height: place.height, filter: filter), atX: place.x,
                y: place.y)
            return view
        case .centreSquare:
            return photo.cropped(to: region(of: photo)).resized(width: size, height: size, filter: .bicubic)
        case .resize(let filter): return photo.resized(width: columns, height: rows, filter: filter)
        case .centreCrop(let shortEdge, let filter):
            let extent = Self.resizedExtent(of: photo, shortEdge: shortEdge)
            let resized = photo.resized(width: extent.width, height: extent.height, filter: filter)
            return resized.cropped(to: Self.crop(extent, size: size))
        }
    }

    /// The input made of a photo, 1×channels×rows×columns.
    public func tensor(of photo: Picture) -> Tensor { tensor(ofView: view(of: photo)) }

    /// The input that means a picture of the network's own size: the inverse of ``picture(of:)``.
    ///
    /// - Parameter view: columns × rows pixels.
    public func tensor(ofView view: Picture) -> Tensor {
        precondition(view.width == columns && view.height == rows)
        let plane = rows * columns
        if channels != 3 { return greyTensor(of: view) }
        let channels = scaling.isBlueFirst ? [2, 1, 0] : [0, 1, 2]
        return Tensor([1, 3, rows, columns]) { destination in
            view.withUnsafeBytes { pixels in
                for (target, source) in channels.enumerated() {
                    let (mean, deviation) = scaling.statistics(ofRGBChannel: source)
                    let table = (0..<256).map { scaling.scaled(Float($0), mean: mean, deviation: deviation) }
                    for position in 0..<plane {
                        destination[target * plane + position] = table[Int(pixels[position * 3 + source])]
                    }
                }
            }
        }
    }

    private func greyTensor(of view: Picture) -> Tensor {
        let (mean, deviation) = scaling.greyStatistics
        let plane = rows * columns
        return Tensor([1, channels, rows, columns]) { destination in
            view.withUnsafeBytes { pixels in
                for position in 0..<plane {
                    let (red, green, blue) = (
                        Int(pixels[position * 3]), Int(pixels[position * 3 + 1]),
                        Int(pixels[position * 3 + 2])
                    )
                    let luma = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
                    let value = scaling.scaled(Float(luma), mean: mean, deviation: deviation)
                    for channel in 0..<channels { destination[channel * plane + position] = value }
                }
            }
        }
    }

    /// How colours become the input's values, for patterns that are made without a photo.
    public var colourTransform: ColourTransform {
        func row(_ statistics: (mean: Float, deviation: Float)) -> (factor: Float, shift: Float) {
            let black = scaling.scaled(0, mean: statistics.mean, deviation: statistics.deviation)
            let white = scaling.scaled(255, mean: statistics.mean, deviation: statistics.deviation)
            return (white - black, black)
        }
        if channels != 3 {
            let (factor, shift) = row(scaling.greyStatistics)
            return ColourTransform(
                matrix: .init(repeating: [0.299 * factor, 0.587 * factor, 0.114 * factor], count: channels),
                shift: .init(repeating: shift, count: channels))
        }
        let order = scaling.isBlueFirst ? [2, 1, 0] : [0, 1, 2]
        let rows = order.map { row(scaling.statistics(ofRGBChannel: $0)) }
        return ColourTransform(
            matrix: zip(order, rows).map { colour, row in (0..<3).map { $0 == colour ? row.factor : 0 } },
            shift: rows.map(\.shift))
    }

    /// The picture that an input means: the inverse of ``tensor(of:)``'s scaling, rounded and clamped to 8 bits.
    ///
    /// - Parameter input: 1×C×H×W; the first channel in grey where there are not three.
    public func picture(of input: Tensor) -> Picture {
        let (height, width) = (input.shape[2], input.shape[3])
        let plane = height * width
        let isGrey = input.shape[1] != 3
        let channels = scaling.isBlueFirst ? [2, 1, 0] : [0, 1, 2]
        var pixels = [UInt8](repeating: 0, count: plane * 3)
        input.withUnsafeBufferPointer { values in
            for (index, target) in channels.enumerated() {
                let source = isGrey ? 0 : index
                let (mean, deviation) =
                    isGrey ? scaling.greyStatistics : scaling.statistics(ofRGBChannel: target)
                for position in 0..<plane {
                    let value = scaling.unscaled(
                        values[source * plane + position], mean: mean, deviation: deviation)
                    pixels[position * 3 + target] = value.isNaN ? 0 : UInt8(min(max(value.rounded(), 0), 255))
                }
            }
        }
        return Picture(width: width, height: height, pixels: pixels)
    }

    /// torchvision's `Resize(shortEdge)`: the longer edge is truncated.
    private static func resizedExtent(of photo: Picture, shortEdge: Int) -> PixelRectangle {
        let (short, long) = (min(photo.width, photo.height), max(photo.width, photo.height))
        let longer = shortEdge * long / short
        return photo.width <= photo.height
            ? PixelRectangle(x: 0, y: 0, width: shortEdge, height: longer)
            : PixelRectangle(x: 0, y: 0, width: longer, height: shortEdge)
    }

    /// torchvision's `CenterCrop`: offsets rounded half to even.
    private static func crop(_ extent: PixelRectangle, size: Int) -> PixelRectangle {
        func offset(_ length: Int) -> Int { Int((Double(length - size) / 2).rounded(.toNearestOrEven)) }
        return PixelRectangle(x: offset(extent.width), y: offset(extent.height), width: size, height: size)
    }
}
