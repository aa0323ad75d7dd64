import Foundation
import Tensors
import Testing

@testable import Imaging

/// Films read back: by the program's own reader of pictures, and by codes unpacked here.
@Suite struct GIFFileTests {
    /// Noise of so many colours.
    private func noise(_ width: Int, _ height: Int, colours: Int, seed: UInt64) -> Picture {
        var pixels: [UInt8] = []
        for pixel in 0..<width * height {
            let colour = SplitMix64.output(seed &+ UInt64(pixel)) % UInt64(colours)
            pixels += [UInt8(colour % 256), UInt8((colour * 7) % 256), UInt8((colour * 31) % 256)]
        }
        return Picture(width: width, height: height, pixels: pixels)
    }

    private func firstFrame(_ data: Data) throws -> Picture {
        let path = NSTemporaryDirectory() + "glassbox-\(UUID().uuidString).gif"
        try data.write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        return try ImageFile.read(path)
    }

    /// Noise fills the table of codes several times, so that codes of every length and the code that clears them occur.
    @Test(arguments: [1, 2, 3, 16, 17, 255, 256])
    func keepsTheColoursOfPicturesThatHaveFew(colours: Int) throws {
        let picture = noise(123, 97, colours: colours, seed: UInt64(colours))
        #expect(try firstFrame(GIFFile.data(of: [GIFFile.Frame(picture, seconds: 0.5)])) == picture)
    }

    /// A ramp of 27,000 colours keeps each to less than a step that can be seen beside its neighbour.
    @Test func comesCloseToPicturesOfMany() throws {
        var pixels: [UInt8] = []
        for row in 0..<150 {
            for column in 0..<180 { pixels += [UInt8(row), UInt8(column), UInt8((row + column) / 2)] }
        }
        let picture = Picture(width: 180, height: 150, pixels: pixels)
        let read = try firstFrame(GIFFile.data(of: [GIFFile.Frame(picture, seconds: 0.5)]))
        let errors = zip(read.pixels, pixels).map { abs(Int($0) - Int($1)) }
        #expect(Double(errors.reduce(0, +)) / Double(errors.count) < 3)
        #expect(errors.max()! <= 16)
    }

    @Test func hasAllFramesTheirTimesAndBeginsAnew() {
        let frames = (0..<3).map {
            GIFFile.Frame(Picture(width: 5, height: 4, fill: RGB(UInt8($0), 9, 9)), seconds: 0.5 + Double($0))
        }
        let bytes = [UInt8](GIFFile.data(of: frames))
        #expect(bytes.prefix(6) == ArraySlice("GIF89a".utf8))
        #expect(bytes[6..<10] == [5, 0, 4, 0])
        let delays = bytes.indices.dropLast(6).filter { Array(bytes[$0..<$0 + 4]) == [0x21, 0xF9, 4, 0] }
            .map { Int(bytes[$0 + 4]) | Int(bytes[$0 + 5]) << 8 }
        #expect(delays == [50, 150, 250])
        let netscape = Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
        #expect(bytes.indices.dropLast(16).contains { Array(bytes[$0..<$0 + 16]) == netscape })
        #expect(bytes.last == 0x3B)
    }
}
