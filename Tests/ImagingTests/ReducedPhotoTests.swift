import Foundation
import Testing

@testable import Imaging

/// JPEG photos that are larger than what is read whole.
@Suite struct ReducedPhotoTests {
    @Test(arguments: ["baseline", "progressive", "full-colour", "grey", "inks"], [2, 4, 8])
    func isWhatLibjpegMakesOfTheLowerFrequencies(name: String, reduction: Int) throws {
        let (width, height) = ((163 + reduction - 1) / reduction, (117 + reduction - 1) / reduction)
        let expected = try Golden.picture("reduced/\(name)-\(reduction).rgb", width, height)
        let result = try Golden.bytes("reduced/\(name).jpg").withUnsafeBytes { bytes in
            Result { () throws(ImageFault) in
                try PictureProcess.shared.decode(bytes, as: .jpeg, reduction: reduction)
            }
        }
        let picture = try result.get()
        try #require(picture.width == width && picture.height == height)
        #expect(picture.distance(to: expected) == 0)
    }

    @Test(arguments: [
        (8000, 8000, 8000, 8000, 1), (8001, 8000, 4001, 4000, 2), (12_000, 9000, 6000, 4500, 2),
        (16_385, 8, 8193, 4, 2), (16_000, 16_000, 8000, 8000, 2), (65_500, 3900, 16_375, 975, 4),
        (16_384, 15_625, 4096, 3907, 4), (3, 65_500, 1, 16_375, 4),
    ]) func takesTheLargestSizeWithinTheLimits(
        width: Int, height: Int, readWidth: Int, readHeight: Int, reduction: Int
    ) {
        let size = JPEGContainer.reduced(width: width, height: height)
        #expect(size == (readWidth, readHeight, reduction))
    }

    /// A photo of 108 megapixels, in one scan and progressive, that is to be turned by a quarter.
    @Test(arguments: [false, true]) func aPhoneWith108Megapixels(isProgressive: Bool) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("phone.jpg", Self.grey(12_032, 9024, isProgressive: isProgressive))
        let summary = try ImageFile.inspect(path)
        #expect(summary.whole == ImageFile.Extent(width: 9024, height: 12_032))
        #expect(summary.width == 4512 && summary.height == 6016)
        let picture = try ImageFile.read(path)
        try #require(picture.width == 4512 && picture.height == 6016)
        #expect(picture.withUnsafeBytes { $0.allSatisfy { $0 == 192 } })
    }

    @Test func aCutPhotoIsRefused() throws {
        let whole = Self.grey(12_032, 9024, isProgressive: false)
        let folder = try TemporaryFolder()
        let path = try folder.file("phone.jpg", whole.prefix(whole.count / 2))
        #expect(throws: ImageError.truncated(path, .jpeg)) { try ImageFile.read(path) }
    }

    /// A JPEG file of one grey, 192: the first block is 64 brighter than the middle, every other as the one before it.
    ///
    /// - Parameter isProgressive: its one scan has the blocks' means only.
    private static func grey(_ width: Int, _ height: Int, isProgressive: Bool) -> [UInt8] {
        func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
            let count = content.count + 2
            return [0xFF, marker, UInt8(count >> 8), UInt8(count & 255)] + content
        }
        let size = [height, width].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        // Big-endian; one entry: tag 274, a short, 6.
        let turned: [UInt8] = [
            0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ]
        // Bits 0: no change. Bits 10: one of seven bits follows. Bit 0: the block ends.
        let means = [0, 1, 1] + [UInt8](repeating: 0, count: 14) + [0, 7]
        let others = [0x10, 1] + [UInt8](repeating: 0, count: 15) + [0]
        let blockCount = (width / 8) * (height / 8)
        return [0xFF, 0xD8] + segment(0xE1, Array("Exif\0\0".utf8) + turned)
            + segment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
            + segment(isProgressive ? 0xC2 : 0xC0, [8] + size + [1, 1, 0x11, 0])
            + segment(0xC4, means + others)
            + segment(0xDA, [1, 1, 0, 0, isProgressive ? 0 : 63, 0])
            + [0b1010_0000] + [UInt8](repeating: 0, count: blockCount / (isProgressive ? 8 : 4)) + [
                0xFF, 0xD9,
            ]
    }
}
