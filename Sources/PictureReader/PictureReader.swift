import CLinux
import CSDL2
import CWalls
import Glibc
import PictureReport

/// Decodes pictures for the program that started it, each in a copy of this process.
///
/// SDL2_image, libpng, libjpeg, libwebp, libtiff and libavif are not made for files that mean harm. Starting a program for each picture
/// would cost more than most pictures; so this one loads the codecs once and waits, and is copied for each request (see
/// `walls_serve`). A copy raises its walls before it looks at the picture, and nothing is left of it afterwards.
@main
enum PictureReader {
    private static let input: Int32 = 3
    private static let result: Int32 = 4
    /// Seconds of the processor for one picture.
    private static let seconds: UInt = 60
    /// Bytes for each pixel: what a codec decodes to, what SDL makes of that, and the result.
    private static let bytesPerPixel = 16
    /// Address space beside pixels and file.
    private static let addressSpace = 1 << 30

    static func main() {
        // Loading the codecs changes state inside SDL_image, and opens files.
        _ = IMG_Init(Int32(bitPattern: IMG_INIT_PNG.rawValue | IMG_INIT_WEBP.rawValue))
        guard linux_limit_core() == 0 else { _exit(EXIT_FAILURE) }
        var message = [CChar](repeating: 0, count: PictureRequest.messageSize)
        let count = walls_serve(&message, Int32(message.count))
        let text = String(decoding: message.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let request = PictureRequest(message: text), let bytes = confined(request),
            answer(request, bytes)
        else {
            _exit(EXIT_FAILURE)
        }
        _exit(EXIT_SUCCESS)
    }

    /// Raises the walls and maps the picture.
    private static func confined(_ request: PictureRequest) -> UnsafeRawBufferPointer? {
        let size = lseek(input, 0, SEEK_END)
        let (pixels, overflow) = request.pixelLimit.multipliedReportingOverflow(by: bytesPerPixel)
        guard size > 0, !overflow else { return nil }
        let space = UInt(addressSpace + pixels + size)
        guard linux_limit_file_size(UInt(PictureReport.byteCount + 3 * request.pixelLimit)) == 0,
            linux_limit_open_files(UInt(result) + 1) == 0, linux_limit_processor_time(seconds) == 0,
            linux_limit_address_space(space, space) == 0, walls_raise(result + 1) >= 0,
            let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, input, 0), start != MAP_FAILED
        else { return nil }
        return UnsafeRawBufferPointer(start: start, count: size)
    }

    private static func answer(_ request: PictureRequest, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let decoder = decoder(request, bytes) else { return false }
        let (pixels, overflow) = decoder.width.multipliedReportingOverflow(by: decoder.height)
        guard decoder.width > 0, decoder.height > 0, !overflow, pixels <= request.pixelLimit else {
            return false
        }
        let byteCount = PictureReport.byteCount + pixels * 3
        guard ftruncate(result, byteCount) == 0,
            let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, result, 0),
            start != MAP_FAILED,
            decoder.copy(to: (start + PictureReport.byteCount).assumingMemoryBound(to: UInt8.self))
        else { return false }
        let report = PictureReport(width: decoder.width, height: decoder.height).bytes
        start.copyMemory(from: report, byteCount: report.count)
        // A file that is mapped for writing cannot be sealed.
        return munmap(start, byteCount) == 0
    }

    private static func decoder(
        _ request: PictureRequest, _ bytes: UnsafeRawBufferPointer
    ) -> (any PictureDecoder)? {
        switch request.kind {
        case .jpeg: JPEGDecoder(bytes, reduction: request.reduction)
        case .tiff: TIFFDecoder(bytes)
        case .avif: AVIFDecoder(bytes, pixelLimit: request.pixelLimit)
        case .png: SurfaceDecoder(bytes) { IMG_LoadPNG_RW($0) }
        case .gif: SurfaceDecoder(bytes) { IMG_LoadGIF_RW($0) }
        case .webp: SurfaceDecoder(bytes) { IMG_LoadWEBP_RW($0) }
        case .bmp: SurfaceDecoder(bytes) { IMG_LoadBMP_RW($0) }
        }
    }
}
