import Foundation
import Tensors
import Testing

@testable import ModelFormats

@Suite struct SafeTensorsFileTests {
    /// A file of the given header and data, removed when the test is over.
    struct Sample: ~Copyable {
        let path = NSTemporaryDirectory() + "glassbox-\(UUID()).safetensors"

        init(_ header: String, data: [UInt8] = [], length: UInt64? = nil) throws {
            var bytes = Data()
            withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) {
                bytes.append(contentsOf: $0)
            }
            bytes.append(contentsOf: header.utf8)
            bytes.append(contentsOf: data)
            try bytes.write(to: URL(fileURLWithPath: path))
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    static func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
    }

    private func problem(_ header: String, data: [UInt8] = [], length: UInt64? = nil) throws
        -> SafeTensorsError.Problem?
    {
        let sample = try Sample(header, data: data, length: length)
        do {
            _ = try SafeTensorsFile(path: sample.path)
            return nil
        } catch let error as SafeTensorsError {
            #expect(error.path == sample.path)
            return error.problem
        }
    }

    @Test func readsFloatsOf32And16Bits() throws {
        let header = """
            {"__metadata__":{"licence":"none"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},\
            "b":{"dtype":"F16","shape":[5],"data_offsets":[16,26]}}
            """
        let halves: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7C00, 0x8000]
        let data =
            Self.bytes([1, -2.5, 3, 4])
            + halves.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
        for padding in ["", " ", "   "] {
            let sample = try Sample(header + padding, data: data)
            let file = try SafeTensorsFile(path: sample.path)
            #expect(file.metadata == ["licence": "none"])
            #expect(try file.tensor("a").values == [1, -2.5, 3, 4])
            let b = try file.tensor("b").values
            #expect(b[0] == 1 && b[1] == -2 && b[2] == 0x1p-24 && b[3] == .infinity && b[4] == 0)
        }
    }

    @Test func everyHalfIsWidenedExactly() {
        for bits in UInt16.min...UInt16.max {
            let found = HalfPrecision.float(bits)
            let exponent = Int(bits >> 10 & 31)
            let fraction = Float(bits & 1023)
            let sign: Float = bits >> 15 == 0 ? 1 : -1
            if exponent == 31 {
                #expect(fraction == 0 ? found == sign * .infinity : found.isNaN)
            } else {
                let magnitude =
                    exponent == 0
                    ? fraction * 0x1p-24
                    : Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
                #expect(found == sign * magnitude)
            }
        }
    }

    @Test func refusesDamagedFiles() throws {
        #expect(try problem("{}", length: 1 << 63) == .headerLength)
        #expect(try problem("{}", length: 100_000_001) == .headerLength)
        #expect(try problem("{}", length: 3) == .headerLength)
        #expect(try problem("not json") == .headerNotJSON)
        #expect(try problem("[1]") == .headerNotJSON)
        let hole = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
        #expect(try problem(hole, data: Self.bytes([1, 2])) == .notContiguous(tensor: "a"))
        let tail = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        #expect(
            try problem(tail, data: Self.bytes([1, 2]))
                == .size(expected: 8 + tail.utf8.count + 4, found: 8 + tail.utf8.count + 8))
        #expect(try problem(tail) == .size(expected: 8 + tail.utf8.count + 4, found: 8 + tail.utf8.count))
        let overlap =
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        #expect(try problem(overlap, data: Self.bytes([1])) != nil)
        let wrap = #"{"a":{"dtype":"F32","shape":[4194305,4194305,211106198978564],"data_offsets":[0,4]}}"#
        #expect(try problem(wrap, data: Self.bytes([1])) == .badEntry(tensor: "a"))
        let negative = #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#
        #expect(try problem(negative, data: Self.bytes([1])) == .badEntry(tensor: "a"))
        let far =
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}"#
        #expect(try problem(far, data: Self.bytes([1])) == .badEntry(tensor: "a"))
        let type = #"{"a":{"dtype":"F8","shape":[1],"data_offsets":[0,1]}}"#
        #expect(try problem(type, data: [0]) == .unsupportedType(tensor: "a", type: "F8"))
    }

    @Test func namesWhatIsMissing() throws {
        let sample = try Sample(
            #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, data: Array(repeating: 0, count: 8))
        let file = try SafeTensorsFile(path: sample.path)
        #expect(throws: SafeTensorsError(sample.path, .missing(tensor: "b"))) { try file.tensor("b") }
        #expect(throws: SafeTensorsError(sample.path, .unsupportedType(tensor: "a", type: "I64"))) {
            try file.tensor("a")
        }
        #expect(
            SafeTensorsError("x.safetensors", .missing(tensor: "b")).description
                == "x.safetensors has no tensor b, which the network needs.")
    }
}
