/// A GIF file (GIF87a, GIF89a), of which the first frame is shown.
struct GIFContainer: ImageContainer {
    let width: Int
    let height: Int
    var orientation: Orientation { .upright }

    /// The first frame's place on the logical screen.
    private let frame: PixelRectangle
    private let bytes: UnsafeRawBufferPointer

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8)
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        let view = ByteView(bytes: bytes)
        let (screenWidth, screenHeight) = (try view.little16(6), try view.little16(8))
        var offset = 13 + Self.tableSize(try view.byte(10))
        while try view.byte(offset) == 0x21 {
            offset += 2
            try Self.skipSubBlocks(view, &offset)
        }
        guard try view.byte(offset) == 0x2C else { throw .damaged }
        frame = PixelRectangle(
            x: try view.little16(offset + 1), y: try view.little16(offset + 3),
            width: try view.little16(offset + 5), height: try view.little16(offset + 7))
        try ImageFault.check(width: frame.width, height: frame.height)
        // Browsers too enlarge a screen that is smaller than its first frame.
        width = max(screenWidth, frame.maxX)
        height = max(screenHeight, frame.maxY)
        try ImageFault.check(width: width, height: height)
        offset += 10 + Self.tableSize(try view.byte(offset + 9))
        let pixelCount = frame.width * frame.height
        guard try GIFPixelCount.count(in: view, at: offset, enough: pixelCount) >= pixelCount else {
            throw .truncated
        }
        offset += 1
        try Self.skipSubBlocks(view, &offset)
        self.bytes = bytes
    }

    func decode() throws(ImageFault) -> Picture {
        let picture = try PictureProcess.shared.decode(bytes, as: .gif)
        guard picture.width == frame.width, picture.height == frame.height else { throw .damaged }
        return picture.placed(in: frame, onWidth: width, height: height)
    }

    /// Bytes of the colour table that a packed field announces.
    static func tableSize(_ packed: Int) -> Int {
        packed & 0x80 == 0 ? 0 : 3 << (packed & 7 + 1)
    }

    static func skipSubBlocks(_ view: ByteView, _ offset: inout Int) throws(ImageFault) {
        while true {
            let length = try view.byte(offset)
            offset += length + 1
            if length == 0 { return }
        }
    }
}

extension Picture {
    /// The picture at its place on a white canvas.
    func placed(in frame: PixelRectangle, onWidth width: Int, height: Int) -> Picture {
        if frame == PixelRectangle(x: 0, y: 0, width: width, height: height) { return self }
        var canvas = Picture(width: width, height: height, fill: .white)
        canvas.draw(self, atX: frame.x, y: frame.y)
        return canvas
    }
}
