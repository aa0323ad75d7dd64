/// A Windows or OS/2 bitmap (BITMAPCOREHEADER to BITMAPV5HEADER).
struct BMPContainer: ImageContainer {
    let width: Int
    let height: Int
    var orientation: Orientation { .upright }
    private let bytes: UnsafeRawBufferPointer

    private static let headerSizes: Set<Int> = [12, 40, 52, 56, 64, 108, 124]

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.starts(with: "BM".utf8), let size = try? ByteView(bytes: bytes).little32(14) else {
            return false
        }
        return headerSizes.contains(size)
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        let view = ByteView(bytes: bytes)
        let bitsPerPixel: Int
        var compression = 0
        if try view.little32(14) == 12 {
            (width, height) = (try view.little16(18), try view.little16(20))
            bitsPerPixel = try view.little16(24)
        } else {
            width = try view.little32(18)
            // A negative height says that the first row is the top one.
            height = abs(Int(Int32(truncatingIfNeeded: try view.little32(22))))
            bitsPerPixel = try view.little16(28)
            compression = try view.little32(30)
        }
        try ImageFault.check(width: width, height: height)
        let (uncompressed, bitFields) = (0, 3)
        if compression == uncompressed || compression == bitFields {
            guard [1, 2, 4, 8, 16, 24, 32].contains(bitsPerPixel) else { throw .damaged }
            let rowSize = (width * bitsPerPixel + 31) / 32 * 4
            let start = try view.little32(10)
            _ = try view.slice(start, length: rowSize * height)
        }
        self.bytes = bytes
    }

    func decode() throws(ImageFault) -> Picture {
        try PictureProcess.shared.decode(bytes, as: .bmp)
    }
}
