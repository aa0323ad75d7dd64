import Files
import Foundation

/// A PNG file (W3C PNG specification, third edition).
///
/// The decoder is handed the critical chunks only: text, profiles and the like cost it work and change nothing.
/// It gets the `tRNS` of a palette; SDL_image turns a grey or true-colour one into wrong pixels, so that
/// one is applied here, except for 16-bit samples: their lower bytes are gone by then. Checksums are compared
/// here because libpng writes its own complaints to standard error.
struct PNGContainer: ImageContainer {
    let width: Int
    let height: Int
    private(set) var orientation = Orientation.upright
    private let colourType: Int
    private let bitDepth: Int
    private var transparentColour: RGB?
    private var chunks: [UnsafeRawBufferPointer] = []

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Table 12 of section 11.2.1.
    private static let bitDepths: [Int: Set<Int>] = [
        0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
    ]

    static func matches(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: signature.prefix(4)) }

    init(_ bytes: UnsafeRawBufferPointer) throws(ImageFault) {
        let view = ByteView(bytes: bytes)
        guard try view.slice(0, length: 8).elementsEqual(Self.signature) else { throw .damaged }
        guard try view.big32(8) == 13, try Self.name(view, 12) == "IHDR" else { throw .damaged }
        (width, height) = (try view.big32(16), try view.big32(20))
        (bitDepth, colourType) = (try view.byte(24), try view.byte(25))
        try ImageFault.check(width: width, height: height)
        let (compression, filter, interlace) = (try view.byte(26), try view.byte(27), try view.byte(28))
        guard Self.bitDepths[colourType]?.contains(bitDepth) == true, compression == 0, filter == 0,
            interlace <= 1
        else { throw .damaged }

        var offset = 8
        var paletteCount = 0
        var hasData = false
        while true {
            let length = try view.big32(offset)
            let name = try Self.name(view, offset + 4)
            let chunk = try view.slice(offset, length: length + 12)
            let content = UnsafeRawBufferPointer(rebasing: chunk[8..<8 + length])
            let isAncillary = chunk[4] & 0x20 != 0
            if !isAncillary || name == "tRNS" {
                let body = UnsafeRawBufferPointer(rebasing: chunk[4..<8 + length])
                guard try CRC32.value(of: body) == view.big32(offset + 8 + length) else {
                    throw .damaged
                }
            }
            switch name {
            case "IHDR":
                guard offset == 8 else { throw .damaged }
                chunks.append(chunk)
            case "PLTE" where colourType == 3:
                paletteCount = length / 3
                let isInOrder = chunks.count == 1
                guard isInOrder, length % 3 == 0, (1...1 << bitDepth).contains(paletteCount) else {
                    throw .damaged
                }
                chunks.append(chunk)
            case "PLTE": break
            case "tRNS" where colourType == 3:
                let isInOrder = chunks.count == 2 && !hasData
                guard isInOrder, length <= paletteCount else { throw .damaged }
                chunks.append(chunk)
            case "tRNS": transparentColour = try transparentColour(ByteView(bytes: content))
            case "IDAT":
                guard colourType != 3 || paletteCount > 0 else { throw .damaged }
                hasData = true
                chunks.append(chunk)
            case "IEND":
                guard hasData else { throw .damaged }
                chunks.append(chunk)
                return
            case "eXIf": orientation = Orientation(exif: content)
            default:
                guard isAncillary else { throw .damaged }
            }
            offset += length + 12
        }
    }

    func decode() throws(ImageFault) -> Picture {
        var data = Data(capacity: chunks.reduce(8) { $0 + $1.count })
        data.append(contentsOf: Self.signature)
        for chunk in chunks { data.append(contentsOf: chunk) }
        let result = data.withUnsafeBytes { bytes in
            Result { () throws(ImageFault) in try PictureProcess.shared.decode(bytes, as: .png) }
        }
        var picture = try result.get()
        if let transparentColour { picture.replace(transparentColour, with: .white) }
        return picture
    }

    private static func name(_ view: ByteView, _ offset: Int) throws(ImageFault) -> String {
        String(decoding: try view.slice(offset, length: 4), as: UTF8.self)
    }

    /// The colour that counts as transparent (11.3.1.1), as the decoder will put it out.
    private func transparentColour(_ content: ByteView) throws(ImageFault) -> RGB? {
        guard bitDepth <= 8 else { return nil }
        let maximum = 1 << bitDepth - 1
        func sample(_ offset: Int) throws(ImageFault) -> UInt8 {
            UInt8(truncatingIfNeeded: (try content.big16(offset) & maximum) * 255 / maximum)
        }
        switch colourType {
        case 0 where content.count >= 2:
            let grey = try sample(0)
            return RGB(grey, grey, grey)
        case 2 where content.count >= 6: return RGB(try sample(0), try sample(2), try sample(4))
        default: return nil
        }
    }
}

extension Picture {
    fileprivate mutating func replace(_ colour: RGB, with replacement: RGB) {
        withUnsafeMutableBytes { bytes in
            for offset in stride(from: 0, to: bytes.count, by: 3)
            where bytes[offset] == colour.red && bytes[offset + 1] == colour.green
                && bytes[offset + 2] == colour.blue
            {
                bytes[offset] = replacement.red
                bytes[offset + 1] = replacement.green
                bytes[offset + 2] = replacement.blue
            }
        }
    }
}
