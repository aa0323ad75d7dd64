import Foundation

/// A JPEG file (ITU-T T.81) with JFIF, Exif or Adobe markers.
///
/// libjpeg fills what a cut-off file lacks with grey and says nothing, so the walk goes through every scan's
/// entropy-coded data to the end-of-image marker.
struct JPEGContainer: ImageContainer {
    let width: Int
    let height: Int
    let orientation: Orientation
    private let componentCount: Int
    private let bytes: UnsafeRawBufferPointer

    /// Far more scans than encoders make; each costs the decoder a pass over the whole picture.
    private static let maximumScanCount = 200

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: [0xFF, 0xD8, 0xFF]) }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        let view = ByteView(bytes: bytes)
        var frame: (width: Int, height: Int, componentCount: Int)?
        var orientation: Orientation?
        var scanCount = 0
        var offset = 2
        walk: while true {
            let marker = try Self.nextMarker(view, &offset)
            switch marker {
            case 0xD9: break walk
            case 0x01, 0xD0...0xD8: continue walk
            default: break
            }
            let length = try view.big16(offset)
            guard length >= 2 else { throw .damaged }
            switch marker {
            case 0xC0...0xC2, 0xC9, 0xCA:
                guard frame == nil else { throw .damaged }
                frame = try Self.frame(view, offset)
            case 0xC3, 0xC5...0xC7, 0xCB, 0xCD...0xCF:
                throw .unsupported(ImageFault.hierarchical)
            case 0xE1 where orientation == nil:
                let segment = try view.slice(offset + 2, length: length - 2)
                if segment.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) {
                    orientation = Orientation(exif: UnsafeRawBufferPointer(rebasing: segment[6...]))
                }
            case 0xDA:
                scanCount += 1
                guard frame != nil, scanCount <= Self.maximumScanCount else { throw .damaged }
            default: break
            }
            offset += length
        }
        guard let frame, scanCount > 0 else { throw .damaged }
        (width, height, componentCount) = frame
        self.orientation = orientation ?? .upright
        self.bytes = bytes
    }

    func decode() throws(ImageFault) -> Picture {
        try PictureProcess.shared.decode(bytes, as: componentCount == 4 ? .inks : .jpeg)
    }

    /// Skips entropy-coded data and stray bytes; leaves `offset` behind the marker it returns.
    ///
    /// Inside entropy-coded data FF 00 is a data byte, FF D0 to FF D7 restart the coder, and any number of FF
    /// may stand before a marker (B.1.1.2, B.1.1.5).
    private static func nextMarker(_ view: ByteView, _ offset: inout Int) throws(ImageFault) -> Int {
        while true {
            let rest = try view.slice(offset, length: view.count - offset)
            guard let start = rest.baseAddress, let found = memchr(start, 0xFF, rest.count) else {
                throw .truncated
            }
            offset += UnsafeRawPointer(found) - start + 1
            while try view.byte(offset) == 0xFF { offset += 1 }
            let marker = try view.byte(offset)
            offset += 1
            if marker != 0 { return marker }
        }
    }

    private static func frame(
        _ view: ByteView, _ offset: Int
    ) throws(ImageFault) -> (width: Int, height: Int, componentCount: Int) {
        let precision = try view.byte(offset + 2)
        let (height, width) = (try view.big16(offset + 3), try view.big16(offset + 5))
        let componentCount = try view.byte(offset + 7)
        try ImageFault.check(width: width, height: height)
        guard precision == 8 else { throw .unsupported(ImageFault.samples(bits: precision)) }
        guard [1, 3, 4].contains(componentCount) else {
            throw .unsupported(ImageFault.components(componentCount))
        }
        return (width, height, componentCount)
    }
}
