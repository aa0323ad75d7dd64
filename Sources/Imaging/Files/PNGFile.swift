import CSDL2
import Files
import Foundation
import Tensors

/// Pictures written as 8-bit RGB PNG files.
public enum PNGFile {
    /// The picture as the bytes of a PNG file.
    public static func data(for picture: Picture) -> Data {
        let rowSize = picture.width * 3
        // Deflate stores incompressible data with 5 bytes per block of at least 8 KiB; libpng adds a filter byte
        // per row and 12 bytes per IDAT chunk of 8 KiB.
        let rawSize = (rowSize + 1) * picture.height
        let capacity = rawSize + rawSize / 256 + 4096
        var data = Data(count: capacity)
        let count = data.withUnsafeMutableBytes { destination in
            picture.withUnsafeBytes { source in
                encode(source, picture, rowSize: rowSize, into: destination)
            }
        }
        precondition(count > 0, "libpng encodes any picture into \(capacity) bytes")
        return data.prefix(count)
    }

    /// Writes a picture; the file appears under its name only once it is whole.
    ///
    /// - Throws: ``FileError/cannotWrite(_:reason:)``.
    public static func write(_ picture: Picture, to path: String) throws(FileError) {
        try WholeFile.write(data(for: picture), to: path)
    }

    private static func encode(
        _ pixels: UnsafeRawBufferPointer, _ picture: Picture, rowSize: Int,
        into destination: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard let width = Int32(exactly: picture.width), let height = Int32(exactly: picture.height),
            let pitch = Int32(exactly: rowSize), let capacity = Int32(exactly: destination.count),
            let output = SDL_RWFromMem(destination.baseAddress, capacity)
        else { return 0 }
        defer { _ = SDL_RWclose(output) }
        // libpng only reads the pixels.
        let source = UnsafeMutableRawPointer(mutating: pixels.baseAddress)
        guard
            let surface = SDL_CreateRGBSurfaceWithFormatFrom(
                source, width, height, 24, pitch, SDL_PIXELFORMAT_RGB24.rawValue)
        else { return 0 }
        defer { SDL_FreeSurface(surface) }
        guard IMG_SavePNG_RW(surface, output, 0) == 0 else { return 0 }
        return Int(SDL_RWtell(output))
    }
}
