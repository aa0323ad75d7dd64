import Foundation

/// A JPEG file (ITU-T T.81) with JFIF, Exif or Adobe markers.
///
/// libjpeg fills what a cut-off file lacks with grey and says nothing, so the walk goes through every scan's
/// entropy-coded data to the end-of-image marker.
///
/// A photo that is larger than ``ImageFile`` accepts is decoded at a half, a quarter or an eighth of its sides, from its lower
/// frequencies only.
struct JPEGContainer: ImageContainer {
    let width: Int
    let height: Int
    let orientation: Orientation
    let whole: ImageFile.Extent?
    private let reduction: Int
    private let bytes: UnsafeRawBufferPointer

    /// The longest side that libjpeg takes.
    static let maximumSide = 65_500

    /// The most pixels that are decoded, reduced or not.
    static let maximumPixelCount = 256_000_000

    /// libjpeg holds every coefficient of a file in several scans, two bytes each: 178 megapixels in three colours.
    private static let maximumCoefficientCount = 1 << 29

    /// Far more scans than encoders make; each costs the decoder a pass over the whole picture.
    private static let maximumScanCount = 200

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: [0xFF, 0xD8, 0xFF]) }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        let view = ByteView(bytes: bytes)
        var frame: Frame?
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
                let isProgressive = marker == 0xC2 || marker == 0xCA
                frame = try Frame(view, offset, isInScans: isProgressive)
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
                try frame?.note(scan: view, offset)
            default: break
            }
            offset += length
        }
        guard let frame, scanCount > 0 else { throw .damaged }
        guard !frame.isInScans || frame.coefficientCount <= Self.maximumCoefficientCount else {
            throw .dimensions(width: frame.width, height: frame.height)
        }
        let reduced = Self.reduced(width: frame.width, height: frame.height)
        (width, height, reduction) = reduced
        let turned = orientation ?? .upright
        self.orientation = turned
        whole =
            reduced.reduction == 1
            ? nil : turned.upright(ImageFile.Extent(width: frame.width, height: frame.height))
        self.bytes = bytes
    }

    func decode() throws(ImageFault) -> Picture {
        try PictureProcess.shared.decode(bytes, as: .jpeg, reduction: reduction)
    }

    /// The largest size within the limits of ``ImageFile`` at which libjpeg can decode a picture of 1…``maximumSide`` and up to
    /// ``maximumPixelCount``.
    static func reduced(width: Int, height: Int) -> (width: Int, height: Int, reduction: Int) {
        let sizes = [1, 2, 4, 8].map { ((width + $0 - 1) / $0, (height + $0 - 1) / $0, $0) }
        return sizes.first {
            max($0.0, $0.1) <= ImageFile.maximumSide && $0.0 * $0.1 <= ImageFile.maximumPixelCount
        } ?? sizes[3]
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
}

/// What the start of a frame says (B.2.2).
private struct Frame {
    let width: Int
    let height: Int
    let componentCount: Int
    /// Whether a scan has a part of the frequencies or of the colours.
    private(set) var isInScans: Bool

    /// At most: colours may be stored at a lower resolution.
    var coefficientCount: Int { (width + 31) * (height + 31) * componentCount }

    init(_ view: ByteView, _ offset: Int, isInScans: Bool) throws(ImageFault) {
        let precision = try view.byte(offset + 2)
        (height, width) = (try view.big16(offset + 3), try view.big16(offset + 5))
        componentCount = try view.byte(offset + 7)
        self.isInScans = isInScans
        let sides = 1...JPEGContainer.maximumSide
        guard sides.contains(width), sides.contains(height),
            width * height <= JPEGContainer.maximumPixelCount
        else { throw .dimensions(width: width, height: height) }
        guard precision == 8 else { throw .unsupported(ImageFault.samples(bits: precision)) }
        guard [1, 3, 4].contains(componentCount) else {
            throw .unsupported(ImageFault.components(componentCount))
        }
    }

    /// Notes a scan (B.2.3).
    mutating func note(scan view: ByteView, _ offset: Int) throws(ImageFault) {
        if try view.byte(offset + 2) < componentCount { isInScans = true }
    }
}
