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

    /// The sentence that a file gets, with the path `a.safetensors`.
    private func message(_ header: String, data: [UInt8] = [], length: UInt64? = nil) throws -> String? {
        try problem(header, data: data, length: length)
            .map { SafeTensorsError("a.safetensors", $0).description }
    }

    @Test func readsEveryType() throws {
        let cases: [(String, [UInt8], [Float])] = [
            ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], [-1.5]), ("F32", [0, 0, 0xC0, 0xBF], [-1.5]),
            ("F16", [0, 0xBE], [-1.5]), ("BF16", [0xC0, 0xBF], [-1.5]),
            ("I64", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [-2]),
            ("I32", [0xFE, 0xFF, 0xFF, 0xFF], [-2]), ("I16", [0xFE, 0xFF], [-2]), ("I8", [0xFE], [-2]),
            ("U64", [0, 0, 0, 0, 0, 0, 0, 0x80], [0x1p63]), ("U32", [0, 0, 0, 0x80], [0x1p31]),
            ("U16", [0, 0x80], [0x1p15]), ("U8", [0x80], [128]), ("BOOL", [1], [1]),
        ]
        for (type, data, values) in cases {
            // An odd byte before it, so that nothing is aligned.
            let header =
                #"  {"z":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"\#(type)","shape":[1],"data_offsets":[1,\#(data.count + 1)]}}"#
            let sample = try Sample(header, data: [7] + data)
            #expect(try SafeTensorsFile(path: sample.path).tensor("a").values == values, "\(type)")
        }
    }

    @Test func readsEmptyTensorsAndSingleNumbers() throws {
        let header = """
            \n{"none":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]},\
            "one":{"shape":[],"data_offsets":[0,4],"dtype":"F32","more":{"x":[1,"]",{}]}}, \
            "also none":{"dtype":"I64","shape":[0],"data_offsets":[4,4]}}
            """
        let sample = try Sample(header, data: Self.bytes([2.5]))
        let file = try SafeTensorsFile(path: sample.path)
        #expect(file.names == ["none", "one", "also none"])
        #expect(file.tensors.entries.map(\.shape) == [[3, 0], [], [0]])
        #expect(try file.tensor("none").values == [] && file.tensor("none").shape == [3, 0])
        #expect(try file.tensor("one").values == [2.5])
        let nothing = try Sample("{}")
        #expect(try SafeTensorsFile(path: nothing.path).names.isEmpty)
    }

    @Test func readsEscapedNames() throws {
        let header = #"{"a\"\\\/\u00e4\ud83d\ude00\n":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#
        let sample = try Sample(header, data: [1])
        #expect(try SafeTensorsFile(path: sample.path).names == ["a\"\\/ä😀\n"])
    }

    @Test func refusesNamesThatAreThereTwice() throws {
        let one = #"{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#
        let twice = "a.safetensors is damaged: its table has a twice."
        #expect(try message(#"{"a":\#(one),"a":\#(one)}"#, data: [1]) == twice)
        #expect(try message(#"{"a":\#(one),"\u0061":\#(one)}"#, data: [1]) == twice)
        #expect(try message(#"{"__metadata__":{"a":"1","a":"2"},"b":\#(one)}"#, data: [1]) == twice)
        let field = #"{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}"#
        #expect(
            try message(field, data: [1])
                == "a.safetensors is damaged: the entry of a does not describe a tensor.")
    }

    @Test func refusesTablesThatAreNotJSON() throws {
        let message = "a.safetensors is no safetensors file: its header is not a JSON object."
        let deep = String(repeating: "[", count: 100_000)
        for header in [
            "", " ", "{", "{}x", "{}{}", "[]", "{\"a\"}", "{a:1}", "{\"\\x\":1}",
            "{\"\\u12\":1}", "{\"\\ud800\":{}}", "{\"a", "{\"a\\", "{\"a\u{1}\":1}", "{\"a\":{\"x\":\(deep)",
            ",",
        ] {
            #expect(try self.message(header) == message, "\(header.prefix(20))")
        }
    }

    @Test func refusesEntriesThatAreNoTensors() throws {
        let message = "a.safetensors is damaged: the entry of a does not describe a tensor."
        for entry in [
            "1", "[]", "{}", #"{"dtype":"U8","shape":[1]}"#, #"{"dtype":1,"shape":[1],"data_offsets":[0,1]}"#,
            #"{"dtype":"U8","shape":1,"data_offsets":[0,1]}"#,
            #"{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}"#,
            #"{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}"#,
            #"{"dtype":"U8","shape":[1],"data_offsets":[1]}"#,
            #"{"dtype":"U8","shape":[1],"data_offsets":[1,0]}"#,
            #"{"dtype":"U8","shape":[1],"data_offsets":[0,2]}"#,
            #"{"dtype":"U8","shape":[0,9223372036854775807,9],"data_offsets":[0,0]}"#,
            #"{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}"#,
        ] {
            #expect(try self.message(#"{"a":\#(entry)}"#, data: [1]) == message, "\(entry)")
        }
        #expect(
            try self.message(#"{"__metadata__":{"a":1}}"#)
                == "a.safetensors is damaged: the entry of __metadata__ does not describe a tensor.")
    }

    @Test func refusesAHundredThousandOverlaps() throws {
        let entries = (0..<100_000).map { #""t\#($0)":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}"# }
        let start = ContinuousClock.now
        let found = try #require(
            try message("{\(entries.joined(separator: ","))}", data: [UInt8](repeating: 0, count: 8)))
        #expect(found == "a.safetensors is damaged: t1 does not start where the tensor before it ends.")
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func saysWhatIsWrong() throws {
        #expect(
            try message("{}", length: 1 << 63)
                == "a.safetensors is no safetensors file: its header would not fit into it.")
        let one = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        #expect(
            try message(one)
                == "a.safetensors is damaged: its table describes \(12 + one.utf8.count) bytes, the file has \(8 + one.utf8.count)."
        )
        #expect(
            try message(#"{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, data: [1])
                == "a.safetensors: a is of type F8_E4M3, which is not read; save it as F32, F16 or BF16.")
    }

    @Test func namesWhatIsMissing() throws {
        let sample = try Sample(
            #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, data: Array(repeating: 0, count: 8))
        let file = try SafeTensorsFile(path: sample.path)
        #expect(throws: SafeTensorsError(sample.path, .missing(tensor: "b"))) { try file.tensor("b") }
        #expect(
            SafeTensorsError("x.safetensors", .missing(tensor: "b")).description
                == "x.safetensors has no tensor b, which the network needs.")
    }
}
