import Files
import Foundation
import Tensors
import Testing

@testable import Imaging

/// Every bad file with its exact message.
@Suite struct ImageErrorTests {
    /// The message of reading and of inspecting a file, which must agree.
    static func message(_ path: String) -> String? {
        let messages = [
            Result { try ImageFile.read(path).width }, Result { try ImageFile.inspect(path).width },
        ].map { result -> String? in
            guard case .failure(let error) = result else { return nil }
            return (error as? ImageError)?.description
        }
        return messages[0] == messages[1] ? messages[0] : "\(messages)"
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

    /// `rgb.png` with another size in its header.
    static func png(claiming width: UInt32, _ height: UInt32) throws -> [UInt8] {
        var bytes = try Golden.bytes("pictures/rgb.png")
        bytes.replaceSubrange(16..<24, with: bigEndian(width) + bigEndian(height))
        let checksum = bytes[12..<29].withUnsafeBytes { CRC32.value(of: $0) }
        bytes.replaceSubrange(29..<33, with: bigEndian(UInt32(checksum)))
        return bytes
    }

    @Test func missingFile() throws {
        let path = try TemporaryFolder().path + "/none.png"
        #expect(Self.message(path) == "There is no file \(path); check the path.")
        #expect(ImageError.file(.missing(path)).kind == .noInput)
    }

    @Test func emptyFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.png", [])
        #expect(Self.message(path) == "The file \(path) is empty; was its download cut off?")
        #expect(ImageError.file(.empty(path)).kind == .badData)
    }

    @Test func folderInsteadOfFile() throws {
        let folder = try TemporaryFolder()
        #expect(Self.message(folder.path) == "\(folder.path) is a folder; name a file in it.")
        #expect(ImageError.file(.isDirectory(folder.path)).kind == .noInput)
    }

    @Test(.timeLimit(.minutes(1))) func pipeDoesNotBlock() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/pipe.png"
        #expect(mkfifo(path, 0o600) == 0)
        #expect(Self.message(path) == "\(path) is not a regular file; name an ordinary file.")
        #expect(Self.message("/dev/zero") == "/dev/zero is not a regular file; name an ordinary file.")
    }

    @Test func fileThatMayNotBeRead() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.png", Golden.bytes("pictures/rgb.png"))
        #expect(chmod(folder.path, 0o755) == 0 && chmod(path, 0) == 0)
        let message = try asNobody { Self.message(path) }
        #expect(message == "The file \(path) may not be read; check its permissions.")
        #expect(ImageError.file(.notPermitted(path)).kind == .noInput)
    }

    /// Runs `body` with this thread's file access that of the user 65534; root could read any file otherwise.
    /// For other users the call changes nothing and nothing is needed.
    private func asNobody<Result>(_ body: () -> Result) throws -> Result {
        typealias Call = @convention(c) (UInt32) -> Int32
        let address = try #require(dlsym(nil, "setfsuid"))
        let setFileSystemUser = unsafeBitCast(address, to: Call.self)
        let previous = UInt32(bitPattern: setFileSystemUser(65534))
        defer { _ = setFileSystemUser(previous) }
        return body()
    }

    @Test(arguments: [
        ("notes.jpg", "Dear all,\nplease find the cat enclosed.\n", "text"),
        ("grüße.png", "Viele Grüße aus dem Süden", "text"),
        ("page.jpg", "\n<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        ("lfs.png", "version https://git-lfs.github.com/spec/v1\noid sha256:12\n", "a Git LFS pointer"),
        ("logo.png", "<?xml version=\"1.0\"?><svg width=\"3\"></svg>", "an SVG drawing"),
        ("paper.jpg", "%PDF-1.7\n", "a PDF document"),
        ("many.png", "PK\u{3}\u{4}", "an archive"),
        ("BMW.bmp", "BMW is a maker of cars and motorcycles.", "text"),
    ]) func otherContent(name: String, content: String, noun: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file(name, content.utf8)
        #expect(
            Self.message(path)
                == "\(path) holds \(noun), not a picture; use a PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF file."
        )
    }

    @Test(
        arguments: [
            ("Photoshop", Array("8BPS".utf8) + [0, 1]), ("JPEG XL", [0xFF, 0x0A, 0, 0]),
            ("JPEG 2000", [0, 0, 0, 12] + Array("jP  ".utf8)),
        ] as [(String, [UInt8])]) func otherPictures(name: String, bytes: [UInt8]) throws
    {
        let folder = try TemporaryFolder()
        let path = try folder.file("photo.jpg", bytes)
        #expect(Self.message(path) == "\(path) is a \(name) picture; convert it to PNG or JPEG.")
    }

    @Test func aPhonesPhotoSaysHowItIsConverted() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("photo.heic", [0, 0, 0, 24] + Array("ftypheic".utf8))
        #expect(
            Self.message(path) == "\(path) is a HEIC picture, which Glassbox does not read; convert it with "
                + "“heif-convert PHOTO.heic PHOTO.jpg” (Debian's package libheif-examples), or let the phone take "
                + "its photos as JPEG.")
    }

    @Test(
        arguments: [
            (254, [1], "a camera's raw data"), (258, [32], "32-bit samples"),
            (259, [6], "compression of kind 6"),
            (262, [8], "colours of kind 8"), (277, [9], "9 colour components"),
            (324, [8], "uncompressed tiles"), (339, [3], "samples that are not whole numbers"),
            (50706, [1], "a camera's raw data"),
        ] as [(Int, [Int], String)]) func rareTIFFs(tag: Int, values: [Int], feature: String) throws
    {
        let folder = try TemporaryFolder()
        // The first entry of a tag counts, so one that is put before the others replaces it.
        var bytes = try Golden.bytes("pictures/big-endian.tif")
        let start = Int(bytes[4]) << 24 | Int(bytes[5]) << 16 | Int(bytes[6]) << 8 | Int(bytes[7])
        let entry = [tag >> 8, tag & 255, 0, 3, 0, 0, 0, 1, values[0] >> 8, values[0] & 255, 0, 0].map {
            UInt8($0)
        }
        let directory = bytes[start...]
        let grown = [directory[start], directory[start + 1] + 1] + entry + directory[(start + 2)...]
        bytes.replaceSubrange(4..<8, with: Self.bigEndian(UInt32(bytes.count)))
        let path = try folder.file("rare.tif", bytes + grown)
        #expect(
            Self.message(path)
                == "\(path) is a TIFF file with \(feature); save it as an ordinary PNG or JPEG.")
    }

    @Test func bigTIFF() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("big.tif", [0x49, 0x49, 0x2B, 0, 8, 0, 0, 0])
        #expect(
            Self.message(path)
                == "\(path) is a TIFF file with 64-bit places (BigTIFF); save it as an ordinary PNG or JPEG.")
    }

    @Test func unknownContent() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.png", (0..<64).map { UInt8($0 * 37 & 255) })
        #expect(
            Self.message(path)
                == "\(path) is not a picture; use a PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF file.")
    }

    /// Text with its 1024th byte inside a character is still text.
    @Test(arguments: 0..<4) func longText(shift: Int) throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "x", count: shift) + String(repeating: "네트워크 ", count: 200)
        let path = try folder.file("a.png", text.utf8)
        #expect(
            Self.message(path)
                == "\(path) holds text, not a picture; use a PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF file."
        )
    }

    @Test(arguments: [
        ("rgb.png", "PNG"), ("rgb.jpg", "JPEG"), ("progressive.jpg", "JPEG"), ("rgb.bmp", "BMP"),
        ("animated.gif", "GIF"), ("lossy.webp", "WebP"), ("animated.webp", "WebP"), ("tiles.tif", "TIFF"),
        ("rgb.avif", "AVIF"),
    ]) func halfAPicture(name: String, format: String) throws {
        let folder = try TemporaryFolder()
        let whole = try Golden.bytes("pictures/\(name)")
        // Only the first frame of an animation is needed, so the cut falls into that.
        let path = try folder.file(name, whole.prefix(whole.count / 4))
        #expect(
            Self.message(path) == "\(path) ends before its \(format) picture does; was it copied completely?")
    }

    @Test(arguments: [(65535, 65535), (100_000, 1), (1, 16385), (16384, 16384), (0xFFFF_FFFF, 0xFFFF_FFFF)])
    func tooManyPixels(width: UInt32, height: UInt32) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.png", Self.png(claiming: width, height))
        let message =
            "\(path) claims \(width)×\(height) pixels; use a picture of at most 16384 on a side and 64 megapixels."
        #expect(Self.message(path) == message)
    }

    @Test func noPixels() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.png", Self.png(claiming: 0, 7))
        #expect(
            Self.message(path)
                == "\(path) claims 0×7 pixels; use a picture with at least one pixel.")
    }

    @Test func everyFormatChecksItsDimensions() throws {
        let folder = try TemporaryFolder()
        let places: [(String, Int, [UInt8], String)] = [
            ("rgb.bmp", 18, [0x60, 0xEA, 0, 0], "60000×22"),
            ("still.gif", 6, [0x60, 0xEA], "60000×22"), ("animated.webp", 24, [0x5F, 0xEA, 0], "60000×22"),
            try Self.place(in: "rgb.avif", after: "ispe", 4, [0, 0, 0xEA, 0x60], "60000×22"),
            try Self.place(
                in: "big-endian.tif", after: "\u{1}\u{0}\u{0}\u{3}\u{0}\u{0}\u{0}\u{1}", 0, [0xEA, 0x60],
                "60000×21"),
        ]
        for (name, offset, replacement, size) in places {
            var bytes = try Golden.bytes("pictures/\(name)")
            bytes.replaceSubrange(offset..<offset + replacement.count, with: replacement)
            let path = try folder.file(name, bytes)
            #expect(
                Self.message(path)
                    == "\(path) claims \(size) pixels; use a picture of at most 16384 on a "
                    + "side and 64 megapixels.")
        }
    }

    /// Where some bytes end in a file, `offset` further on.
    private static func place(
        in name: String, after bytes: String, _ offset: Int, _ replacement: [UInt8], _ size: String
    ) throws -> (String, Int, [UInt8], String) {
        let whole = Data(try Golden.bytes("pictures/\(name)"))
        let found = try #require(whole.range(of: Data(bytes.utf8)))
        return (name, found.upperBound + offset, replacement, size)
    }

    /// JPEG photos are read reduced, up to a limit of their own; one in several scans needs memory for all of it.
    @Test(arguments: [
        ("rgb.jpg", 0xC0, 60_000, 60_000), ("rgb.jpg", 0xC0, 65_535, 1),
        ("progressive.jpg", 0xC2, 16_000, 15_000),
    ]) func aJPEGPhotoThatIsTooLargeEvenReduced(name: String, marker: UInt8, width: Int, height: Int) throws {
        let folder = try TemporaryFolder()
        var bytes = try Golden.bytes("pictures/\(name)")
        let frame = try #require(
            bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == marker })
        let size = [height, width].flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        bytes.replaceSubrange(frame + 5..<frame + 9, with: size)
        let path = try folder.file(name, bytes)
        #expect(
            Self.message(path)
                == "\(path) claims \(width)×\(height) pixels; use a JPEG photo of at most 65500 on a "
                + "side and 256 megapixels (178 if it is progressive, 134 with four inks).")
    }

    @Test func damagedData() throws {
        let folder = try TemporaryFolder()
        var bytes = try Golden.bytes("pictures/rgb.png")
        bytes[bytes.count / 2] ^= 0xFF
        let path = try folder.file("a.png", bytes)
        #expect(throws: ImageError.damaged(path, .png)) { try ImageFile.read(path) }
        #expect(
            ImageError.damaged(path, .png).description
                == "\(path) is a damaged PNG file; open it in an image editor and save it again.")
    }

    @Test func rareJPEGs() throws {
        let folder = try TemporaryFolder()
        let whole = try Golden.bytes("pictures/rgb.jpg")
        let frame = try #require(
            whole.indices.dropLast().first { whole[$0] == 0xFF && whole[$0 + 1] == 0xC0 })
        var deep = whole
        deep[frame + 4] = 12
        let deepPath = try folder.file("deep.jpg", deep)
        #expect(
            Self.message(deepPath)
                == "\(deepPath) is a JPEG file with 12-bit samples; save it as an ordinary PNG or JPEG.")
        var lossless = whole
        lossless[frame + 1] = 0xC3
        let losslessPath = try folder.file("lossless.jpg", lossless)
        #expect(
            Self.message(losslessPath) == "\(losslessPath) is a JPEG file with lossless or hierarchical "
                + "compression; save it as an ordinary PNG or JPEG.")
    }

    @Test func tooLargeAFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("a.png", Golden.bytes("pictures/rgb.png"))
        // A sparse file: it claims its size but occupies next to nothing.
        #expect(truncate(path, (1 << 30) + 1) == 0)
        #expect(Self.message(path) == "\(path) is larger than 1024 MiB; use a smaller picture.")
    }
}
