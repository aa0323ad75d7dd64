/// A codec that has looked at a file and can put out its picture.
protocol PictureDecoder {
    var width: Int { get }
    var height: Int { get }

    /// Writes H×W×3 bytes; transparent pixels are laid over white.
    ///
    /// - Returns: false where the codec refuses what follows, or its pixels are not what it said.
    func copy(to destination: UnsafeMutablePointer<UInt8>) -> Bool
}

/// Rows of pixels as codecs put them out, made rows of 8-bit RGB.
enum PixelRow {
    typealias Conversion = (
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) -> Void

    static func same(
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) {
        destination.update(from: source, count: width * 3)
    }

    /// RGBA: each channel becomes round((c·alpha + 255·(255 − alpha)) / 255).
    static func overWhite(
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) {
        for x in 0..<width {
            let alpha = UInt32(source[x * 4 + 3])
            let white = 255 * (255 - alpha) + 127
            for channel in 0..<3 {
                let value = UInt32(source[x * 4 + channel]) * alpha + white
                destination[x * 3 + channel] = UInt8(truncatingIfNeeded: value / 255)
            }
        }
    }

    /// RGBA whose colours are multiplied by alpha already; ones that are brighter than that count as white.
    static func premultipliedOverWhite(
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) {
        for x in 0..<width {
            let white = 255 - UInt16(source[x * 4 + 3])
            for channel in 0..<3 {
                destination[x * 3 + channel] = UInt8(
                    truncatingIfNeeded: min(255, UInt16(source[x * 4 + channel]) + white))
            }
        }
    }

    /// Adobe's convention, which JPEG files with four inks follow: 255 is no ink. As Pillow converts it,
    /// each channel is k − (255 − ink)·k/255 with the quotient rounded as Pillow's MULDIV255 does.
    static func invertedInks(
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) {
        for x in 0..<width {
            let light = UInt32(source[x * 4 + 3])
            for channel in 0..<3 {
                let product = UInt32(255 - source[x * 4 + channel]) * light + 128
                let absorbed = (product >> 8 + product) >> 8
                destination[x * 3 + channel] = UInt8(truncatingIfNeeded: light - min(absorbed, light))
            }
        }
    }
}
