/// An AVIF file (AV1 Image File Format 1.1): boxes of ISO/IEC 14496-12 around the items of ISO/IEC 23008-12, of which the primary one
/// is shown. Of a sequence, that is the still picture that stands for it.
struct AVIFContainer: ImageContainer {
    let width: Int
    let height: Int
    let orientation: Orientation
    private let bytes: UnsafeRawBufferPointer

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let view = ByteView(bytes: bytes)
        guard let size = try? view.big32(0), (16...4096).contains(size), size <= bytes.count,
            bytes.dropFirst(4).starts(with: "ftyp".utf8)
        else { return false }
        // The brand, then, after a version, the ones that it can be read as.
        return stride(from: 8, to: size - 3, by: 4).contains { place in
            place != 12 && ["avif", "avis"].contains { bytes.dropFirst(place).starts(with: $0.utf8) }
        }
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        var description: ISOBox?
        for box in try ISOBox.all(in: bytes) where box.name == "meta" && description == nil {
            description = box
        }
        guard let description else { throw .unsupported(ImageFault.sequence) }
        let parts = try ISOBox.all(in: description.afterVersion())
        guard let primary = parts.first(where: { $0.name == "pitm" }),
            let properties = parts.first(where: { $0.name == "iprp" })
        else { throw .damaged }
        let view = ByteView(bytes: primary.content)
        let item = try view.byte(0) == 0 ? view.big16(4) : view.big32(4)
        var size: (width: Int, height: Int)?
        var (quarters, mirror): (Int, Int?) = (0, nil)
        for property in try Self.properties(of: item, in: ISOBox.all(in: properties.content)) {
            let view = ByteView(bytes: property.content)
            switch property.name {
            case "ispe": size = (try view.big32(4), try view.big32(8))
            case "irot": quarters = try view.byte(0) & 3
            case "imir": mirror = try view.byte(0) & 1
            default: break
            }
        }
        guard let size else { throw .damaged }
        (width, height) = size
        try ImageFault.check(width: width, height: height)
        orientation = Self.orientation(quarters: quarters, mirror: mirror)
        self.bytes = bytes
    }

    func decode() throws(ImageFault) -> Picture {
        try PictureProcess.shared.decode(bytes, as: .avif)
    }

    /// The properties that `ipma` gives an item (8.11.14).
    private static func properties(of item: Int, in parts: [ISOBox]) throws(ImageFault) -> [ISOBox] {
        guard let container = parts.first(where: { $0.name == "ipco" }) else { throw .damaged }
        let all = try ISOBox.all(in: container.content)
        var found: [ISOBox] = []
        for table in parts where table.name == "ipma" {
            let view = ByteView(bytes: table.content)
            let (version, isWide) = (try view.byte(0), try view.byte(3) & 1 == 1)
            var place = 8
            for _ in 0..<(try view.big32(4)) {
                let number = try version == 0 ? view.big16(place) : view.big32(place)
                place += version == 0 ? 2 : 4
                let count = try view.byte(place)
                place += 1
                for _ in 0..<count {
                    let index = try isWide ? view.big16(place) & 0x7FFF : view.byte(place) & 0x7F
                    place += isWide ? 2 : 1
                    guard number == item, index > 0 else { continue }
                    guard index <= all.count else { throw .damaged }
                    found.append(all[index - 1])
                }
            }
        }
        return found
    }

    /// A picture is turned anticlockwise by quarters, then mirrored: 0 top to bottom, 1 left to right (6.5.10, 6.5.12).
    private static func orientation(quarters: Int, mirror: Int?) -> Orientation {
        switch (quarters, mirror) {
        case (0, nil): .upright
        case (1, nil): .quarterTurnLeft
        case (2, nil): .halfTurn
        case (_, nil): .quarterTurnRight
        case (0, 0), (2, 1): .flipped
        case (0, _), (2, _): .mirrored
        case (1, 0), (3, 1): .transposed
        case (_, _): .transversed
        }
    }
}

/// A box: its size, four letters, and what is in it.
private struct ISOBox {
    let name: String
    let content: UnsafeRawBufferPointer

    /// The boxes that follow each other; one that is larger than the rest is cut off.
    static func all(in bytes: UnsafeRawBufferPointer) throws(ImageFault) -> [ISOBox] {
        let view = ByteView(bytes: bytes)
        var boxes: [ISOBox] = []
        var place = 0
        while place < view.count {
            var (size, header) = (try view.big32(place), 8)
            let name = String(decoding: try view.slice(place + 4, length: 4), as: UTF8.self)
            if size == 1 {
                // A size in 64 bits.
                let high = try view.big32(place + 8)
                guard high < 1 << 31 else { throw .damaged }
                (size, header) = (try high << 32 | view.big32(place + 12), 16)
            } else if size == 0 {
                size = view.count - place
            }
            guard size >= header else { throw .damaged }
            boxes.append(ISOBox(name: name, content: try view.slice(place + header, length: size - header)))
            place += size
        }
        return boxes
    }

    /// The content of a box that starts with a version and flags.
    func afterVersion() throws(ImageFault) -> UnsafeRawBufferPointer {
        try ByteView(bytes: content).slice(4, length: content.count - 4)
    }
}
