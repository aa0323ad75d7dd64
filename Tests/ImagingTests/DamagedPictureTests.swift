import Foundation
import Testing

@testable import Imaging

/// Files cut off at every length and with flipped bits: a picture or an error, never a crash.
@Suite struct DamagedPictureTests {
    static func read(_ bytes: some Collection<UInt8>) throws(ImageError) -> Picture {
        let result = Array(bytes).withUnsafeBytes { bytes in
            Result { () throws(ImageError) in try ImageFile.picture(in: bytes, path: "a") }
        }
        return try result.get()
    }

    @Test(arguments: [
        "rgb.png", "palette.png", "interlaced.png", "rgb.jpg", "progressive.jpg", "restart.jpg", "cmyk.jpg",
        "orientation-6.jpg", "rgb.bmp", "run-length.bmp", "lossy.webp", "lossless-alpha.webp",
        "animated-alpha.webp", "rgb.tif", "jpeg.tif", "big-endian.tif", "tiles.tif", "rgb.avif", "alpha.avif",
        "orientation-6.avif",
    ]) func everyTruncationIsAnError(name: String) throws {
        let whole = try Golden.bytes("pictures/\(name)")
        for length in 1..<whole.count {
            #expect(throws: ImageError.self, "\(length) of \(whole.count) bytes") {
                try Self.read(whole.prefix(length))
            }
        }
    }

    /// A GIF needs no more than its first frame, so a cut behind that leaves the same picture.
    @Test(arguments: ["still.gif", "animated.gif", "offset-frame.gif"])
    func aCutGIFIsWholeOrAnError(name: String) throws {
        let whole = try Golden.bytes("pictures/\(name)")
        let picture = try ImageFile.read(Golden.path("pictures/\(name)"))
        var wholeCount = 0
        for length in 1..<whole.count {
            guard let read = try? Self.read(whole.prefix(length)) else { continue }
            #expect(read == picture, "\(length) of \(whole.count) bytes")
            wholeCount += 1
        }
        #expect(wholeCount < whole.count - 300)
    }

    /// The sub-blocks are made to end properly after ever fewer bytes of compressed data.
    @Test func aGIFWhoseDataEndEarlyIsTruncated() throws {
        let whole = try Golden.bytes("pictures/still.gif")
        let descriptor = try #require(
            whole.indices.dropLast().first { whole[$0] == 0x2C && whole[$0 + 1] == 0 })
        let packed = Int(whole[descriptor + 9])
        let data = descriptor + 11 + (packed & 0x80 == 0 ? 0 : 3 << (packed & 7 + 1))
        #expect(whole[data] > 100)
        for length in 1...100 {
            let cut = whole[..<data] + [UInt8(length)] + whole[(data + 1)...(data + length)] + [0, 0x3B]
            #expect(throws: ImageError.truncated("a", .gif)) { try Self.read(cut) }
        }
    }

    @Test(arguments: [
        "rgb.png", "palette-alpha.png", "grey4-transparent-colour.png", "rgb.jpg", "progressive.jpg",
        "orientation-6.jpg", "palette.bmp", "run-length.bmp", "animated.gif", "lossy.webp",
        "animated-alpha.webp", "lzw.tif", "jpeg.tif", "fax.tif", "tiles.tif", "inks.tif", "rgb.avif",
        "alpha.avif",
        "animated.avif",
    ]) func flippedBitsNeverCrash(name: String) throws {
        let whole = try Golden.bytes("pictures/\(name)")
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var answered = 0
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0...next(4) { bytes[next(bytes.count)] ^= UInt8(1 << next(8)) }
            do {
                let picture = try Self.read(bytes)
                #expect(picture.pixels.count == picture.width * picture.height * 3)
                let summary = try bytes.withUnsafeBytes { try ImageFile.summary(of: $0, path: "a") }
                #expect(summary.width == picture.width && summary.height == picture.height)
                answered += 1
            } catch let error as ImageError {
                #expect(error.description.hasPrefix("a "))
                answered += 1
            }
        }
        #expect(answered == 400)
    }

    /// Headers get the flips more often than chance would have it.
    @Test(arguments: ImageFileTests.names) func everyHeaderByteMayBeAnything(name: String) throws {
        let whole = try Golden.bytes("pictures/\(name)")
        var pictureCount = 0
        for offset in 0..<min(whole.count, 64) {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var bytes = whole
                bytes[offset] = value
                if (try? Self.read(bytes)) != nil { pictureCount += 1 }
            }
        }
        #expect(pictureCount > 0)
    }
}
