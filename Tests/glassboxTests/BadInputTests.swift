import Foundation
import Testing

@testable import glassbox

/// Whatever is wrong, the program says so in one sentence, ends with the documented code and leaves no file.
@Suite(.serialized) struct BadInputTests {
    let program: Program

    init() throws { program = try Program() }

    /// Runs `classify` and `explain` on an image that cannot be used.
    private func expect(_ image: String, _ status: Int32, _ sentence: String) throws {
        let before = try program.files()
        for arguments in [
            ["classify", image],
            ["explain", image, "--method", "feature-map", "--output", "out.png", "--raw", "out.npy"],
        ] {
            let run = try program.run(arguments)
            #expect(run.status == status)
            #expect(run.errors == sentence + "\n")
            #expect(run.output.isEmpty)
            #expect(try program.files() == before)
        }
    }

    @Test func missing() throws {
        try expect("nothing.jpg", 66, "There is no file nothing.jpg; check the path.")
    }

    @Test func empty() throws {
        try program.write(Data(), "empty.png")
        try expect("empty.png", 65, "The file empty.png is empty; was its download cut off?")
    }

    @Test func folder() throws {
        try FileManager.default.createDirectory(
            atPath: program.path("photos"), withIntermediateDirectories: false)
        try expect("photos", 66, "photos is a folder; name a file in it.")
    }

    @Test func pipe() throws {
        #expect(mkfifo(program.path("pipe.png"), 0o600) == 0)
        try expect("pipe.png", 66, "pipe.png is not a regular file; name an ordinary file.")
    }

    @Test func textUnderAPicturesName() throws {
        try program.write(Data("This is a letter, not a photo.\n".utf8), "letter.jpg")
        try expect(
            "letter.jpg", 65,
            "letter.jpg holds text, not a picture; use a PNG, JPEG, BMP, GIF, WebP, TIFF or AVIF file.")
    }

    @Test(arguments: [("cat.png", "PNG"), ("astronaut.jpg", "JPEG")])
    func truncated(photo: String, format: String) throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Program.photo(photo)))
        try program.write(whole.prefix(whole.count / 2), photo)
        try expect(photo, 65, "\(photo) ends before its \(format) picture does; was it copied completely?")
    }

    @Test func hugeDimensions() throws {
        var png = try Data(contentsOf: URL(fileURLWithPath: Program.photo("cat.png")))
        // The header chunk: width and height at 16, its checksum (of 65535×65535, 8-bit RGB) at 29.
        png.replaceSubrange(16..<26, with: [0, 0, 255, 255, 0, 0, 255, 255, 8, 2])
        png.replaceSubrange(29..<33, with: withUnsafeBytes(of: crc32(png[12..<29]).bigEndian) { Array($0) })
        try program.write(png, "huge.png")
        try expect(
            "huge.png", 65,
            "huge.png claims 65535×65535 pixels; use a picture of at most 16384 on a side and 64 megapixels.")
    }

    @Test func arrayOfAnotherShape() throws {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 2, 2), }"
        header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        var file = Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
        file.append(contentsOf: header.utf8)
        file.append(Data(count: 48))
        try program.write(file, "small.npy")
        try expect("small.npy", 65, "small.npy holds an array of 1×3×2×2; the network takes 1×3×224×224.")
    }

    @Test func onePixelIsAPicture() throws {
        // A white pixel as a 24-bit BMP.
        var bmp = Data("BM".utf8)
        for value: UInt32 in [58, 0, 54, 40, 1, 1, 1 | 24 << 16, 0, 4, 2835, 2835, 0, 0, 0x00FF_FFFF] {
            withUnsafeBytes(of: value.littleEndian) { bmp.append(contentsOf: $0) }
        }
        try program.write(bmp, "pixel.bmp")
        let run = try program.run("classify", "pixel.bmp", "--json")
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(try decodeStrictly([Classify.Report].self, run.output)[0].predictions.count == 5)
    }

    /// The checksum of PNG's chunks (ISO 3309).
    private func crc32(_ bytes: Data) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
    }
}
