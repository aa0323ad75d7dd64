import CSDL2
import PictureReport

/// The typed decoders of SDL_image, from memory to pixels.
struct SurfaceDecoder: PictureDecoder {
    private let surface: UnsafeMutablePointer<SDL_Surface>
    private let conversion: PixelRow.Conversion
    private let bytesPerPixel: Int

    /// Decodes a picture.
    ///
    /// - Parameter load: SDL_image's function for the format.
    /// - Returns: nil where the decoder refuses it. Nothing is freed: the process ends.
    init?(
        _ bytes: UnsafeRawBufferPointer,
        _ load: (UnsafeMutablePointer<SDL_RWops>) -> UnsafeMutablePointer<SDL_Surface>?
    ) {
        guard let count = Int32(exactly: bytes.count),
            let source = SDL_RWFromConstMem(bytes.baseAddress, count), let surface = load(source)
        else { return nil }
        if surface.pointee.format.pointee.format == SDL_PIXELFORMAT_RGB24.rawValue,
            SDL_HasColorKey(surface) == SDL_FALSE
        {
            (self.surface, bytesPerPixel, conversion) = (surface, 3, PixelRow.same)
        } else {
            guard let converted = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_RGBA32.rawValue, 0) else {
                return nil
            }
            (self.surface, bytesPerPixel, conversion) = (converted, 4, PixelRow.overWhite)
        }
    }

    var width: Int { Int(surface.pointee.w) }
    var height: Int { Int(surface.pointee.h) }

    func copy(to destination: UnsafeMutablePointer<UInt8>) -> Bool {
        let pitch = Int(surface.pointee.pitch)
        guard let pixels = surface.pointee.pixels, pitch >= width * bytesPerPixel else { return false }
        for y in 0..<height {
            let source = UnsafeRawPointer(pixels + y * pitch).assumingMemoryBound(to: UInt8.self)
            conversion(source, destination + y * width * 3, width)
        }
        return true
    }
}
