import CTIFF
import Glibc

/// libtiff's reading of the first picture of a file, as it is stored: nothing is turned.
///
/// What is wrong with a strip ends it; SDL_image would show the rest.
struct TIFFDecoder: PictureDecoder {
    private let file: OpaquePointer
    let width: Int
    let height: Int

    /// A file in memory, as libtiff asks for one.
    private final class Source {
        let bytes: UnsafeRawBufferPointer
        var place = 0

        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        static func at(_ handle: thandle_t?) -> Source {
            Unmanaged<Source>.fromOpaque(handle!).takeUnretainedValue()
        }

        func read(to destination: UnsafeMutableRawPointer?, _ count: Int) -> Int {
            let count = max(0, min(count, bytes.count - place))
            guard count > 0, let destination, let start = bytes.baseAddress else { return 0 }
            destination.copyMemory(from: start + place, byteCount: count)
            place += count
            return count
        }

        func seek(_ offset: UInt64, _ origin: Int32) -> UInt64 {
            let base = origin == SEEK_CUR ? place : origin == SEEK_END ? bytes.count : 0
            let (sum, overflow) = base.addingReportingOverflow(Int(truncatingIfNeeded: offset))
            guard !overflow, sum >= 0 else { return .max }
            place = sum
            return UInt64(sum)
        }
    }

    /// Reads the header. Nothing is freed: the process ends.
    init?(_ bytes: UnsafeRawBufferPointer) {
        TIFFSetErrorHandler(nil)
        TIFFSetWarningHandler(nil)
        let source = Unmanaged.passRetained(Source(bytes)).toOpaque()
        // "m": it reads through these functions and maps nothing.
        let file = TIFFClientOpen(
            "", "rm", source,
            { tmsize_t(Source.at($0).read(to: $1, Int($2))) }, { _, _, _ in 0 },
            { Source.at($0).seek(UInt64($1), $2) }, { _ in 0 },
            { UInt64(Source.at($0).bytes.count) }, { _, _, _ in 0 }, { _, _, _ in })
        guard let file else { return nil }
        self.file = file
        width = Int(tiff_number(file, UInt32(TIFFTAG_IMAGEWIDTH)))
        height = Int(tiff_number(file, UInt32(TIFFTAG_IMAGELENGTH)))
    }

    func copy(to destination: UnsafeMutablePointer<UInt8>) -> Bool {
        guard let columns = UInt32(exactly: width), let rows = UInt32(exactly: height) else { return false }
        let pixels = UnsafeMutablePointer<UInt32>.allocate(capacity: width * height)
        // The orientation that it has is the one that is asked for.
        let orientation = Int32(tiff_orientation(file))
        guard TIFFReadRGBAImageOriented(file, columns, rows, pixels, orientation, 1) == 1 else {
            return false
        }
        let source = UnsafeRawPointer(pixels).assumingMemoryBound(to: UInt8.self)
        for y in 0..<height {
            PixelRow.premultipliedOverWhite(source + y * width * 4, destination + y * width * 3, width)
        }
        return true
    }
}
