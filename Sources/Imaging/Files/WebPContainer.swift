import Foundation

/// A WebP file (RFC 9649), of which the first frame is shown.
///
/// SDL_image decodes stills only, so the first frame of an animation is wrapped as a still of its own.
struct WebPContainer: ImageContainer {
    let width: Int
    let height: Int
    let orientation: Orientation
    private let frame: Frame

    /// The place of a frame on the canvas, and the chunks that make it up: `VP8 ` or `VP8L`, and before a
    /// `VP8 ` perhaps its `ALPH`.
    private struct Frame {
        let rectangle: PixelRectangle
        let bitstream: UnsafeRawBufferPointer
        let alpha: UnsafeRawBufferPointer?
    }

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        let whole = ByteView(bytes: bytes)
        let riffSize = try whole.little32(4)
        guard riffSize >= 4 else { throw .damaged }
        var canvas: (width: Int, height: Int)?
        if try whole.slice(12, length: 4).elementsEqual("VP8X".utf8) {
            canvas = (try whole.little24(24) + 1, try whole.little24(27) + 1)
        }
        if let canvas { try ImageFault.check(width: canvas.width, height: canvas.height) }
        // A decoder sees the size that the RIFF header states; bytes after it are not the file's.
        let view = ByteView(bytes: try whole.slice(0, length: 8 + riffSize))
        var orientation = Orientation.upright
        var frame: Frame?
        var alpha: UnsafeRawBufferPointer?
        var offset = 12
        while offset < view.count {
            let chunk = try Chunk(view, offset)
            switch chunk.name {
            case "VP8 ", "VP8L":
                if frame == nil { frame = try Self.still(chunk, alpha: alpha) }
            case "ALPH": alpha = chunk.whole
            case "ANMF":
                if frame == nil { frame = try Self.animationFrame(ByteView(bytes: chunk.content)) }
            case "EXIF": orientation = Self.orientation(chunk.content)
            default: break
            }
            offset += chunk.whole.count
        }
        guard let frame else { throw .damaged }
        (width, height) = canvas ?? (frame.rectangle.width, frame.rectangle.height)
        try ImageFault.check(width: width, height: height)
        guard frame.rectangle.maxX <= width, frame.rectangle.maxY <= height else { throw .damaged }
        self.frame = frame
        self.orientation = orientation
    }

    func decode() throws(ImageFault) -> Picture {
        let (width, height) = (frame.rectangle.width, frame.rectangle.height)
        var body = Data("WEBP".utf8)
        if let alpha = frame.alpha {
            let hasAlpha: UInt8 = 0x10
            body.append(contentsOf: "VP8X".utf8)
            body.append(contentsOf: [10, 0, 0, 0, hasAlpha, 0, 0, 0])
            body.append(contentsOf: [width - 1, height - 1].flatMap { Self.little($0, byteCount: 3) })
            body.append(contentsOf: alpha)
        }
        body.append(contentsOf: frame.bitstream)
        let data = Data("RIFF".utf8) + Data(Self.little(body.count, byteCount: 4)) + body
        let result = data.withUnsafeBytes { bytes in
            Result { () throws(ImageFault) in try PictureProcess.shared.decode(bytes, as: .webp) }
        }
        let picture = try result.get()
        guard picture.width == width, picture.height == height else { throw .damaged }
        return picture.placed(in: frame.rectangle, onWidth: self.width, height: self.height)
    }

    private static func little(_ value: Int, byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func animationFrame(_ content: ByteView) throws(ImageFault) -> Frame {
        let (x, y) = (try content.little24(0) * 2, try content.little24(3) * 2)
        var alpha: UnsafeRawBufferPointer?
        var offset = 16
        while offset < content.count {
            let chunk = try Chunk(content, offset)
            switch chunk.name {
            case "ALPH": alpha = chunk.whole
            case "VP8 ", "VP8L":
                let still = try still(chunk, alpha: alpha)
                let rectangle = PixelRectangle(
                    x: x, y: y, width: still.rectangle.width, height: still.rectangle.height)
                return Frame(rectangle: rectangle, bitstream: still.bitstream, alpha: still.alpha)
            default: break
            }
            offset += chunk.whole.count
        }
        throw .damaged
    }

    private static func still(_ chunk: Chunk, alpha: UnsafeRawBufferPointer?) throws(ImageFault) -> Frame {
        let view = ByteView(bytes: chunk.content)
        let (width, height): (Int, Int)
        if chunk.name == "VP8L" {
            guard try view.byte(0) == 0x2F else { throw .damaged }
            let bits = try view.little32(1)
            (width, height) = (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        } else {
            guard try view.little24(3) == 0x2A_019D else { throw .damaged }
            (width, height) = (try view.little16(6) & 0x3FFF, try view.little16(8) & 0x3FFF)
        }
        try ImageFault.check(width: width, height: height)
        return Frame(
            rectangle: PixelRectangle(x: 0, y: 0, width: width, height: height),
            bitstream: chunk.whole, alpha: chunk.name == "VP8L" ? nil : alpha)
    }

    /// Some writers put the JPEG segment's prefix before the EXIF data.
    private static func orientation(_ content: UnsafeRawBufferPointer) -> Orientation {
        let prefix: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
        let start = content.starts(with: prefix) ? prefix.count : 0
        return Orientation(exif: UnsafeRawBufferPointer(rebasing: content[start...]))
    }
}

/// A RIFF chunk: four letters, a little-endian size, the content, and a byte of padding if the size is odd.
private struct Chunk {
    let name: String
    let content: UnsafeRawBufferPointer
    let whole: UnsafeRawBufferPointer

    init(_ view: ByteView, _ offset: Int) throws(ImageFault) {
        name = String(decoding: try view.slice(offset, length: 4), as: UTF8.self)
        let size = try view.little32(offset + 4)
        content = try view.slice(offset + 8, length: size)
        whole = try view.slice(offset, length: 8 + size + size & 1)
    }
}
