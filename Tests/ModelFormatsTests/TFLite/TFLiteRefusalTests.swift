import Files
import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// TensorFlow Lite files that are cut off, damaged or made to do harm: each is refused or read, and nothing traps.
@Suite struct TFLiteRefusalTests {
    private static func bytes(_ name: String) throws -> [UInt8] {
        let data = try Data(contentsOf: URL(fileURLWithPath: TFLiteFormatTests.golden.path("\(name).tflite")))
        return Array(data)
    }

    /// What reading says; nil where it is read.
    private static func message(_ bytes: [UInt8]) throws -> String? {
        let file = try TemporaryFile(bytes, named: "a.tflite")
        do {
            _ = try ModelFile.load(file.path)
            return nil
        } catch let error as any ModelFileError {
            return error.description.replacingOccurrences(of: file.path, with: "a.tflite")
        } catch let error as GraphError {
            return error.description
        }
    }

    @Test(arguments: ["float32", "int8"])
    func filesThatAreCutOffAreRefused(name: String) throws {
        let whole = try Self.bytes(name)
        for count in stride(from: 8, to: whole.count - 1, by: 97) {
            #expect(try Self.message(Array(whole[..<count])) != nil, "\(count) bytes")
        }
    }

    @Test(arguments: ["float32", "int8", "labelled"])
    func damagedBytesDoNoHarm(name: String) throws {
        var draws = Draws(seed: 11)
        let whole = try Self.bytes(name)
        for _ in 0..<400 {
            var damaged = whole
            for _ in 0..<draws.next(below: 4) + 1 {
                damaged[8 + draws.next(below: whole.count - 8)] = UInt8(draws.next(below: 256))
            }
            _ = try Self.message(damaged)
        }
    }

    /// Numbers of 32 bits at every place, as large as they get: offsets, counts, extents and options.
    @Test func wildNumbersDoNoHarm() throws {
        let whole = try Self.bytes("float32")
        for (index, place) in stride(from: 0, to: whole.count - 4, by: 28).enumerated() where place != 4 {
            var damaged = whole
            let wild: [[UInt8]] = [
                [0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0, 0, 0, 0],
            ]
            damaged.replaceSubrange(place..<place + 4, with: wild[index % 4])
            damaged.replaceSubrange(4..<8, with: "TFL3".utf8)
            _ = try Self.message(damaged)
        }
    }

    @Test func offsetsThatLeadOutOfTheBufferAreDamage() {
        func opens(_ bytes: [UInt8]) -> Bool {
            bytes.withUnsafeBytes { buffer in
                guard let table = try? FlatTable(root: buffer) else { return false }
                return (try? table.integer(0)) != nil
            }
        }
        // The root's offset, the table's way back to the list of its fields, the list's length and its entry.
        let sound: [UInt8] = [12, 0, 0, 0, 0, 0, 6, 0, 8, 0, 4, 0, 6, 0, 0, 0, 7, 0, 0, 0]
        #expect(opens(sound))
        for (place, value) in [(0, UInt8(200)), (3, 0xFF), (6, 2), (6, 200), (8, 200), (12, 100), (12, 0xF0)]
        {
            var broken = sound
            broken[place] = value
            #expect(!opens(broken), "byte \(place) is \(value)")
        }
        for count in 0..<sound.count { #expect(!opens(Array(sound[..<count])), "\(count) bytes") }
    }

    @Test func sentences() throws {
        var cut = try Self.bytes("float32")
        cut.removeLast(cut.count / 2)
        #expect(
            try Self.message(cut)
                == "The TensorFlow Lite file a.tflite ends too early or is damaged; was it copied completely?"
        )
    }
}
