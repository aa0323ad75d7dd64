import Testing

@testable import Files

@Suite struct JSONValueTests {
    @Test func readsWhatPythonWrites() {
        let text = #" {"a": [1, -2.5e3, true, null, "x\n\"é😀"], "b": NaN, "c": [-Infinity, {}], "d": []} "#
        let value = JSONValue(parsing: text.utf8)
        #expect(value?["a"]?.list?.map(\.number) == [1, -2500, nil, nil, nil])
        #expect(value?["a"]?.list?.dropFirst(2) == [true, .null, "x\n\"é😀"])
        #expect(value?["b"]?.number?.isNaN == true)
        #expect(value?["c"] == [.number(-.infinity), [:]])
        #expect(value?["d"] == [])
    }

    @Test func numbersKeepTheirValue() {
        #expect(JSONValue(parsing: "9223372036854775807".utf8) == .integer(.max))
        #expect(JSONValue(parsing: "9223372036854775808".utf8)?.number == 0x1p63)
        #expect(JSONValue.decode([UInt64].self, from: "[18446744073709551615]".utf8) == [.max])
        #expect(JSONValue(parsing: "9223372036854775808".utf8)?.integer == nil)
        #expect(JSONValue(parsing: "2.0".utf8)?.integer == 2)
        #expect(JSONValue(parsing: "0.001".utf8) == .number(0.001))
        #expect(JSONValue(parsing: "1.5".utf8)?.integer == nil)
    }

    @Test(arguments: [
        "", "{", "[1 2]", "{\"a\" 1}", "\"x", "tru", "1 2", "\"\\u12", "--1", "[", "]", "nul", "-", "[,]",
    ])
    func refusesWhatIsNoJSON(_ text: String) {
        #expect(JSONValue(parsing: text.utf8) == nil)
    }

    @Test func textsAreUTF8() {
        #expect(JSONValue(parsing: [0x22, 0xFF, 0x22]) == nil)
    }

    /// Foundation's decoder ends the program at these.
    @Test(arguments: [
        Array("{\"a\": 1,".utf8) + [0xFF] + Array("\"b\": 2}".utf8), [0x7B, 0xF9, 0xFF, 0x7D],
        Array("1147e02864".utf8), Array("[1e99999999999999999999]".utf8), Array("0x1p3".utf8), [0xC3],
        [0xEF, 0xBB],
    ])
    func refusesWhatFoundationEndsAt(_ bytes: [UInt8]) {
        #expect(JSONValue(parsing: bytes) == nil)
        #expect(JSONValue.decode([String: Int].self, from: bytes) == nil)
    }

    @Test(arguments: [
        "01", "1.", ".5", "+1", "1e", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\x\"", "\"a\nb\"", "1e400",
    ])
    func keepsTheGrammar(_ text: String) {
        #expect(JSONValue(parsing: text.utf8) == nil)
    }

    @Test func escapesComeBack() {
        let text = #" "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000" "#
        let value = JSONValue(parsing: text.utf8)
        #expect(value == "\"\\/\u{8}\u{c}\n\r\té😀\0")
        #expect(value.flatMap { JSONValue(parsing: $0.json.utf8) } == value)
        #expect(JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0x31]) == 1)
    }

    @Test func typesAreReadFromIt() {
        struct Record: Codable, Equatable {
            var name: String
            var size: Int?
            var parts: [Double]
        }
        let text = #"{"name": "\u0001é", "size": 3, "parts": [1e300, -2.5, 7], "else": [NaN]}"#
        #expect(
            JSONValue.decode(Record.self, from: text.utf8)
                == Record(name: "\u{1}é", size: 3, parts: [1e300, -2.5, 7]))
        #expect(JSONValue.decode(Record.self, from: #"{"name": 1, "parts": []}"#.utf8) == nil)
        #expect(
            JSONValue.decode(Record.self, from: #"{"name": "a", "size": 1e18, "parts": [], }"#.utf8) == nil)
    }

    @Test func whatTheProgramWritesComesBack() throws {
        let numbers = [Float.infinity, -.infinity, 0.1, -0, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
        #expect(JSONValue.decode([Float].self, from: try JSONText.line(of: numbers)) == numbers)
        let seeds = [UInt64.max, 1 << 63, 0]
        #expect(JSONValue.decode([UInt64].self, from: try JSONText.data(of: seeds)) == seeds)
    }

    /// On the main thread as on any other, nesting ends in a refusal and not in a stack that runs over.
    @Test(arguments: [false, true]) func depthIsLimited(isClosed: Bool) {
        func nested(_ depth: Int, _ open: String, _ close: String) -> JSONValue? {
            let end = isClosed ? String(repeating: close, count: depth) : ""
            return JSONValue(parsing: (String(repeating: open, count: depth) + end).utf8)
        }
        for depth in [JSONValue.depthLimit + 1, 100_000] {
            #expect(nested(depth, "[", "]") == nil)
            #expect(nested(depth, "{\"a\":", "}") == nil)
        }
        #expect((nested(JSONValue.depthLimit, "[", "]") != nil) == isClosed)
    }
}
