import CSDL2

/// The typed decoders of SDL_image, from memory to pixels.
enum SurfaceDecoder {
    typealias Loader = (UnsafeMutablePointer<SDL_RWops>?) -> UnsafeMutablePointer<SDL_Surface>?

    /// Loading the codecs changes state inside SDL_image, so it happens once, before any decoding.
    private static let codecs = IMG_Init(
        Int32(bitPattern: IMG_INIT_PNG.rawValue | IMG_INIT_JPG.rawValue | IMG_INIT_WEBP.rawValue))

    /// Decodes a picture and lays transparent pixels over white.
    ///
    /// - Parameters:
    ///   - isCMYK: whether the decoder hands out four raw ink bytes per pixel.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, with load: Loader, isCMYK: Bool = false
    ) throws(ImageFault) -> Picture {
        _ = codecs
        guard let count = Int32(exactly: bytes.count),
            let source = SDL_RWFromConstMem(bytes.baseAddress, count)
        else { throw .damaged }
        defer { _ = SDL_RWclose(source) }
        guard let surface = load(source) else { throw .damaged }
        defer { SDL_FreeSurface(surface) }
        return try picture(surface, isCMYK: isCMYK)
    }

    private static func picture(
        _ surface: UnsafeMutablePointer<SDL_Surface>, isCMYK: Bool
    ) throws(ImageFault) -> Picture {
        let format = surface.pointee.format.pointee
        if isCMYK {
            guard format.BytesPerPixel == 4 else { throw .damaged }
            return try copy(surface, bytesPerPixel: 4, row: invertedInks)
        }
        if format.format == SDL_PIXELFORMAT_RGB24.rawValue, SDL_HasColorKey(surface) == SDL_FALSE {
            return try copy(surface, bytesPerPixel: 3) { source, destination, width in
                UnsafeMutableRawPointer(destination).copyMemory(from: source, byteCount: width * 3)
            }
        }
        guard let converted = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_RGBA32.rawValue, 0) else {
            throw .damaged
        }
        defer { SDL_FreeSurface(converted) }
        return try copy(converted, bytesPerPixel: 4, row: overWhite)
    }

    private typealias RowConversion = (
        _ source: UnsafePointer<UInt8>, _ destination: UnsafeMutablePointer<UInt8>, _ width: Int
    ) -> Void

    private static func copy(
        _ surface: UnsafeMutablePointer<SDL_Surface>, bytesPerPixel: Int, row convert: RowConversion
    ) throws(ImageFault) -> Picture {
        let (width, height) = (Int(surface.pointee.w), Int(surface.pointee.h))
        try ImageFault.check(width: width, height: height)
        let pitch = Int(surface.pointee.pitch)
        guard let pixels = surface.pointee.pixels, pitch >= width * bytesPerPixel else { throw .damaged }
        return Picture(width: width, height: height) { destination in
            guard let start = destination.baseAddress else { return }
            for y in 0..<height {
                let source = UnsafeRawPointer(pixels + y * pitch).assumingMemoryBound(to: UInt8.self)
                convert(source, start + y * width * 3, width)
            }
        }
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
