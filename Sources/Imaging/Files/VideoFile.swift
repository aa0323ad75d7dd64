import Files

/// Videos in files: MP4, MOV, Matroska, WebM, AVI and animated GIF, told apart by their first bytes and never by their name.
///
/// A frame is upright 8-bit RGB with square pixels: the turn that the file asks for is applied, transparent pixels are laid over
/// white.
public enum VideoFile {
    /// The longest side of a frame that is looked at by itself, in pixels; larger ones are made smaller.
    static let stillSide = 4096

    /// Whether bytes begin as those of a video; a GIF file is a picture first.
    public static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return true }
        if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "AVI ".utf8) { return true }
        let kind = bytes.dropFirst(4).prefix(4)
        // QuickTime files that are older than the brand.
        if ["moov", "mdat", "wide"].contains(where: { kind.elementsEqual($0.utf8) }) { return true }
        guard kind.elementsEqual("ftyp".utf8) else { return false }
        let brand = String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self)
        return !["heic", "heix", "hevc", "mif1", "msf1", "avif", "avis", "crx ", "jxl "].contains(brand)
    }

    /// Whether what a path names moves: a camera, or a file with more than one frame.
    public static func isMoving(_ path: String) -> Bool {
        guard case .file(_, nil) = VideoSource(path) else { return VideoSource(path).isCamera }
        guard let file = try? MappedFile(path: path) else { return false }
        return withExtendedLifetime(file) { matches(file.bytes) || GIFContainer.isAnimated(file.bytes) }
    }

    /// The frame of an open file that is shown at a time.
    ///
    /// - Parameter seconds: since the first frame, 0….
    /// - Throws: ``ImageError/video(_:_:)``.
    public static func frame(of file: MappedFile, at seconds: Double) throws(ImageError) -> Picture {
        guard matches(file.bytes) || GIFContainer.matches(file.bytes) else {
            throw .notAVideo(file.path)
        }
        do throws(ImageError) {
            return try firstFrame(of: file, at: seconds)
        } catch .video(_, .noDecoder) {
            // The second time with a new program, as for pictures: the one that was there may have been ended.
            return try firstFrame(of: file, at: seconds)
        }
    }

    private static func firstFrame(of file: MappedFile, at seconds: Double) throws(ImageError) -> Picture {
        let stream = try VideoStream(file, .one, from: seconds, side: stillSide)
        guard let frame = try stream.next() else { throw .video(file.path, .empty) }
        return frame.picture
    }

    /// The first frame of a camera.
    static func frame(ofCamera path: String) throws(ImageError) -> Picture {
        guard let frame = try VideoStream(path).next() else { throw .video(path, .noCamera) }
        return frame.picture
    }
}

extension GIFContainer {
    /// Whether there is more than one frame.
    static func isAnimated(_ bytes: UnsafeRawBufferPointer) -> Bool {
        matches(bytes) && (try? countsTwo(ByteView(bytes: bytes))) == true
    }

    private static func countsTwo(_ view: ByteView) throws(ImageFault) -> Bool {
        var offset = 13 + tableSize(try view.byte(10))
        var count = 0
        while count < 2 {
            switch try view.byte(offset) {
            case 0x21: offset += 2
            case 0x2C:
                count += 1
                offset += 10 + tableSize(try view.byte(offset + 9)) + 1
            default: return false
            }
            try skipSubBlocks(view, &offset)
        }
        return true
    }
}
