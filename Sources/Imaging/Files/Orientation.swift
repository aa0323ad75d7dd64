/// How a stored picture is to be turned to stand upright: the values 1 to 8 of the tag `Orientation` (274) of
/// EXIF 2.32.
enum Orientation: Int, CaseIterable {
    case upright = 1
    case mirrored, halfTurn, flipped, transposed, quarterTurnRight, transversed, quarterTurnLeft

    /// Whether width and height change places.
    var swapsSides: Bool { rawValue >= 5 }

    /// Reads the orientation from a TIFF structure, as EXIF data are; anything unreadable counts as upright.
    init(exif bytes: UnsafeRawBufferPointer) {
        self = (try? Self.tag(ByteView(bytes: bytes))).flatMap { Self(rawValue: $0) } ?? .upright
    }

    private static func tag(_ view: ByteView) throws(ImageFault) -> Int? {
        let byteOrder = try view.big16(0)
        let isBig = byteOrder == 0x4D4D
        guard isBig || byteOrder == 0x4949 else { return nil }
        func number16(_ offset: Int) throws(ImageFault) -> Int {
            try isBig ? view.big16(offset) : view.little16(offset)
        }
        guard try number16(2) == 42 else { return nil }
        let directory = try isBig ? view.big32(4) : view.little32(4)
        for entry in 0..<(try number16(directory)) {
            let offset = directory + 2 + entry * 12
            let typeShort = 3
            guard try number16(offset) == 274 else { continue }
            return try number16(offset + 2) == typeShort ? try number16(offset + 8) : nil
        }
        return nil
    }

    /// The extent of a picture turned upright.
    func upright(_ size: ImageFile.Extent) -> ImageFile.Extent {
        swapsSides ? ImageFile.Extent(width: size.height, height: size.width) : size
    }

    /// The picture turned upright.
    func upright(_ picture: Picture) -> Picture {
        if self == .upright { return picture }
        let (width, height) = (picture.width, picture.height)
        let last = width * height - 1
        // The stored pixel of the upright picture's (x, y) is origin + x·across + y·down.
        let (origin, across, down) =
            switch self {
            case .upright: (0, 1, width)
            case .mirrored: (width - 1, -1, width)
            case .halfTurn: (last, -1, -width)
            case .flipped: (last + 1 - width, 1, -width)
            case .transposed: (0, width, 1)
            case .quarterTurnRight: (last + 1 - width, -width, 1)
            case .transversed: (last, -width, -1)
            case .quarterTurnLeft: (width - 1, width, -1)
            }
        let uprightWidth = swapsSides ? height : width
        let uprightHeight = swapsSides ? width : height
        return Picture(width: uprightWidth, height: uprightHeight) { destination in
            picture.withUnsafeBytes { source in
                var target = 0
                for y in 0..<uprightHeight {
                    var pixel = origin + y * down
                    for _ in 0..<uprightWidth {
                        destination[target] = source[pixel * 3]
                        destination[target + 1] = source[pixel * 3 + 1]
                        destination[target + 2] = source[pixel * 3 + 2]
                        target += 3
                        pixel += across
                    }
                }
            }
        }
    }
}
