/// A TIFF file (revision 6.0), of which the first picture is shown.
///
/// Only the kinds that libtiff turns into colours, and of its compressions the common ones. A camera's raw data (DNG, NEF, CR2,
/// ARW) are TIFF files, too: what lies first in them is a thumbnail, which would stand for the photo.
struct TIFFContainer: ImageContainer {
    let width: Int
    let height: Int
    let orientation: Orientation
    private let bytes: UnsafeRawBufferPointer

    /// None, fax, LZW, JPEG, deflate (two numbers), runs of bytes, Zstandard.
    private static let compressions: Set<Int> = [1, 2, 3, 4, 5, 7, 8, 32946, 32773, 50000]
    /// Black or white at 0, RGB, a palette, inks, luminance and chrominance.
    private static let colours: Set<Int> = [0, 1, 2, 3, 5, 6]

    private enum Tag {
        static let kind = 254
        static let width = 256
        static let height = 257
        static let bits = 258
        static let compression = 259
        static let colours = 262
        static let stripOffsets = 273
        static let orientation = 274
        static let samplesPerPixel = 277
        static let stripSizes = 279
        static let tileOffsets = 324
        static let tileSizes = 325
        static let sampleFormat = 339
        static let rawVersion = 50706
    }

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        [[0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B]]
            .contains { bytes.starts(with: $0) }
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        let directory = try TIFFDirectory(ByteView(bytes: bytes))
        (width, height) = (try directory.number(Tag.width), try directory.number(Tag.height))
        try ImageFault.check(width: width, height: height)
        let isThumbnail = try directory.number(Tag.kind, or: 0) & 1 == 1
        guard !isThumbnail, !directory.has(Tag.rawVersion) else {
            throw .unsupported(ImageFault.thumbnail)
        }
        for bits in try directory.numbers(Tag.bits, or: [1], most: 8)
        where ![1, 2, 4, 8, 16].contains(bits) {
            throw .unsupported(ImageFault.samples(bits: bits))
        }
        // 1 is unsigned, 4 unknown.
        for format in try directory.numbers(Tag.sampleFormat, or: [1], most: 8)
        where format != 1 && format != 4 {
            throw .unsupported(ImageFault.fractions)
        }
        let compression = try directory.number(Tag.compression, or: 1)
        guard Self.compressions.contains(compression) else {
            throw .unsupported(ImageFault.compression(compression))
        }
        let colours = try directory.number(Tag.colours)
        guard Self.colours.contains(colours) else { throw .unsupported(ImageFault.colours(colours)) }
        let samples = try directory.number(Tag.samplesPerPixel, or: 1)
        let fewest = colours == 2 || colours == 6 ? 3 : colours == 5 ? 4 : 1
        guard (fewest...max(fewest, 5)).contains(samples) else {
            throw .unsupported(ImageFault.components(samples))
        }
        orientation = Orientation(rawValue: try directory.number(Tag.orientation, or: 1)) ?? .upright
        let isTiled = directory.has(Tag.tileOffsets)
        // libtiff 4.5.0 as Debian 12 has it does not read them.
        guard !isTiled || compression != 1 else { throw .unsupported(ImageFault.bareTiles) }
        try directory.checkParts(
            offsets: isTiled ? Tag.tileOffsets : Tag.stripOffsets,
            sizes: isTiled ? Tag.tileSizes : Tag.stripSizes, most: width * height)
        self.bytes = bytes
    }

    func decode() throws(ImageFault) -> Picture {
        try PictureProcess.shared.decode(bytes, as: .tiff)
    }
}

/// The first directory of a TIFF file: entries of 12 bytes, each a tag, a type, a count, and the numbers or their place (section 2).
private struct TIFFDirectory {
    private struct Entry {
        let type: Int
        let count: Int
        let place: Int
    }

    private let view: ByteView
    private let isBig: Bool
    private var entries: [Int: Entry] = [:]

    init(_ view: ByteView) throws(ImageFault) {
        self.view = view
        isBig = try view.byte(0) == 0x4D
        guard try number16(2) == 42 else { throw .unsupported(ImageFault.big) }
        let start = try number32(4)
        for index in 0..<(try number16(start)) {
            let place = start + 2 + index * 12
            let entry = Entry(type: try number16(place + 2), count: try number32(place + 4), place: place + 8)
            let tag = try number16(place)
            // libtiff takes the first of two entries of one tag.
            if entries[tag] == nil { entries[tag] = entry }
        }
    }

    func has(_ tag: Int) -> Bool { entries[tag] != nil }

    func number(_ tag: Int) throws(ImageFault) -> Int {
        guard let entry = entries[tag] else { throw .damaged }
        return try number(0, of: entry)
    }

    func number(_ tag: Int, or standard: Int) throws(ImageFault) -> Int {
        has(tag) ? try number(tag) : standard
    }

    /// - Parameter most: further ones are left out.
    func numbers(_ tag: Int, or standard: [Int], most: Int) throws(ImageFault) -> [Int] {
        guard let entry = entries[tag] else { return standard }
        var numbers: [Int] = []
        for index in 0..<min(entry.count, most) { numbers.append(try number(index, of: entry)) }
        return numbers
    }

    /// Throws unless every part of the picture lies within the file.
    ///
    /// - Parameter most: parts that a picture can have.
    func checkParts(offsets: Int, sizes: Int, most: Int) throws(ImageFault) {
        guard let offsets = entries[offsets], let sizes = entries[sizes], (1...most).contains(offsets.count),
            sizes.count == offsets.count
        else { throw .damaged }
        for index in 0..<offsets.count {
            _ = try view.slice(number(index, of: offsets), length: number(index, of: sizes))
        }
    }

    /// A byte, a short or a long; what fits into four bytes stands in the entry itself.
    private func number(_ index: Int, of entry: Entry) throws(ImageFault) -> Int {
        let size: Int
        switch entry.type {
        case 1: size = 1
        case 3: size = 2
        case 4: size = 4
        default: throw .damaged
        }
        guard index < entry.count else { throw .damaged }
        let start = entry.count * size <= 4 ? entry.place : try number32(entry.place)
        let place = start + index * size
        return switch size {
        case 1: try view.byte(place)
        case 2: try number16(place)
        default: try number32(place)
        }
    }

    private func number16(_ place: Int) throws(ImageFault) -> Int {
        try isBig ? view.big16(place) : view.little16(place)
    }

    private func number32(_ place: Int) throws(ImageFault) -> Int {
        try isBig ? view.big32(place) : view.little32(place)
    }
}
