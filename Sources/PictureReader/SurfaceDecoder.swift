import CSDL2
import PictureReport

/// The typed decoders of SDL_image, from memory to pixels.
struct SurfaceDecoder {
    private let surface: UnsafeMutablePointer<SDL_Surface>
    private let conversion: RowConversion
    private let bytesPerPixel: Int

    private typealias RowConversion = (
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) -> Void

    /// Decodes a picture.
    ///
    /// - Returns: nil where the decoder refuses it. Nothing is freed: the process ends.
    init?(_ kind: PictureRequest.Kind, _ bytes: UnsafeRawBufferPointer) {
        guard let count = Int32(exactly: bytes.count),
            let source = SDL_RWFromConstMem(bytes.baseAddress, count),
            let surface = Self.load(kind, source)
        else { return nil }
        let format = surface.pointee.format.pointee
        if kind == .inks {
            guard format.BytesPerPixel == 4 else { return nil }
            (self.surface, bytesPerPixel, conversion) = (surface, 4, Self.invertedInks)
        } else if format.format == SDL_PIXELFORMAT_RGB24.rawValue, SDL_HasColorKey(surface) == SDL_FALSE {
            (self.surface, bytesPerPixel, conversion) = (surface, 3, Self.same)
        } else {
            guard let converted = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_RGBA32.rawValue, 0) else {
                return nil
            }
            (self.surface, bytesPerPixel, conversion) = (converted, 4, Self.overWhite)
        }
    }

    var width: Int { Int(surface.pointee.w) }
    var height: Int { Int(surface.pointee.h) }

    /// Writes H×W×3 bytes; transparent pixels are laid over white.
    ///
    /// - Returns: whether the surface holds what it says.
    func copy(to destination: UnsafeMutablePointer<UInt8>) -> Bool {
        let pitch = Int(surface.pointee.pitch)
        guard let pixels = surface.pointee.pixels, pitch >= width * bytesPerPixel else { return false }
        for y in 0..<height {
            let source = UnsafeRawPointer(pixels + y * pitch).assumingMemoryBound(to: UInt8.self)
            conversion(source, destination + y * width * 3, width)
        }
        return true
    }

    private static func load(
        _ kind: PictureRequest.Kind, _ source: UnsafeMutablePointer<SDL_RWops>
    ) -> UnsafeMutablePointer<SDL_Surface>? {
        switch kind {
        case .png: IMG_LoadPNG_RW(source)
        case .jpeg, .inks: IMG_LoadJPG_RW(source)
        case .gif: IMG_LoadGIF_RW(source)
        case .webp: IMG_LoadWEBP_RW(source)
        case .bmp: IMG_LoadBMP_RW(source)
        }
    }

    private static func same(
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) {
        destination.update(from: source, count: width * 3)
    }

    /// Each channel becomes round((c·alpha + 255·(255 − alpha)) / 255).
    private static func overWhite(
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

    /// Adobe's convention, which JPEG files with four inks follow: 255 is no ink. As Pillow converts it,
    /// each channel is k − (255 − ink)·k/255 with the quotient rounded as Pillow's MULDIV255 does.
    private static func invertedInks(
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
