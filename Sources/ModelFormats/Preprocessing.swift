import Imaging
import NeuralNetwork
import Tensors

/// How a photo becomes a network's input: which part of it at which size, and how its values are scaled.
public struct Preprocessing: Sendable, Hashable {
    /// Which part of the photo is taken and how it is brought to the network's size.
    public enum Geometry: Sendable, Hashable {
        /// The whole photo, stretched by the nearest pixel: Keras's `load_img`.
        case stretch
        /// Resized (bilinear) until the shorter edge is `shortEdge`, then the square in the middle: torchvision.
        case centreCrop(shortEdge: Int)
        /// The middle square of size / (size + `padding`) of the shorter edge, resized (bicubic): EfficientNet.
        case centreSquare(padding: Int)
    }

    /// How 8-bit RGB becomes the input's values.
    public enum Scaling: String, Sendable, Hashable, CaseIterable {
        /// Blue, green, red in 0…255 minus ImageNet's means: Keras's VGG and ResNet.
        case caffe
        /// To 0…1, then by ImageNet's means and deviations: torchvision.
        case torch
        /// To −1…1: Keras's Xception, MobileNet and Inception.
        case tf
        /// (x − 127) / 128: EfficientNet-Lite.
        case lite
        /// 0…255 as they are.
        case none
    }

    public let geometry: Geometry
    public let scaling: Scaling
    /// Rows and columns of the network's input.
    public let size: Int

    public init(_ geometry: Geometry, _ scaling: Scaling, size: Int) {
        self.geometry = geometry
        self.scaling = scaling
        self.size = size
    }

    /// The part of a photo that the network will see, in the photo's pixels.
    ///
    /// For ``Geometry/centreCrop(shortEdge:)`` the crop is made after resizing, so this is its place in the photo
    /// rounded outward to whole pixels.
    public func region(of photo: Picture) -> PixelRectangle {
        switch geometry {
        case .stretch: return photo.bounds
        case .centreSquare(let padding):
            let side = max(1, size * min(photo.width, photo.height) / (size + padding))
            return PixelRectangle(
                x: (photo.width - side) / 2, y: (photo.height - side) / 2, width: side, height: side)
        case .centreCrop(let shortEdge):
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

    /// What the network sees of a photo, size × size pixels.
    public func view(of photo: Picture) -> Picture {
        switch geometry {
        case .stretch: return photo.resized(width: size, height: size, filter: .nearest)
        case .centreSquare:
            return photo.cropped(to: region(of: photo)).resized(width: size, height: size, filter: .bicubic)
        case .centreCrop(let shortEdge):
            let extent = Self.resizedExtent(of: photo, shortEdge: shortEdge)
            let resized = photo.resized(width: extent.width, height: extent.height, filter: .bilinear)
            return resized.cropped(to: Self.crop(extent, size: size))
        }
    }

    /// The input made of a photo, 1×3×size×size.
    public func tensor(of photo: Picture) -> Tensor {
        let view = view(of: photo)
        let plane = size * size
        let channels = scaling == .caffe ? [2, 1, 0] : [0, 1, 2]
        return Tensor([1, 3, size, size]) { destination in
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

    /// The picture that an input means: the inverse of ``tensor(of:)``'s scaling, rounded and clamped to 8 bits.
    ///
    /// - Parameter input: 1×3×H×W.
    public func picture(of input: Tensor) -> Picture {
        let (height, width) = (input.shape[2], input.shape[3])
        let plane = height * width
        let channels = scaling == .caffe ? [2, 1, 0] : [0, 1, 2]
        var pixels = [UInt8](repeating: 0, count: plane * 3)
        input.withUnsafeBufferPointer { values in
            for (source, target) in channels.enumerated() {
                let (mean, deviation) = scaling.statistics(ofRGBChannel: target)
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

extension Preprocessing.Scaling {
    fileprivate func statistics(ofRGBChannel channel: Int) -> (mean: Float, deviation: Float) {
        switch self {
        case .caffe: ([123.68, 116.779, 103.939][channel], 1)
        case .torch: ([0.485, 0.456, 0.406][channel], [0.229, 0.224, 0.225][channel])
        case .tf, .none: (0, 1)
        case .lite: (127, 128)
        }
    }

    fileprivate func scaled(_ value: Float, mean: Float, deviation: Float) -> Float {
        switch self {
        case .torch: (value / 255 - mean) / deviation
        case .tf: value / 127.5 - 1
        case .caffe, .lite: (value - mean) / deviation
        case .none: value
        }
    }

    fileprivate func unscaled(_ value: Float, mean: Float, deviation: Float) -> Float {
        switch self {
        case .torch: (value * deviation + mean) * 255
        case .tf: (value + 1) * 127.5
        case .caffe, .lite: value * deviation + mean
        case .none: value
        }
    }
}
