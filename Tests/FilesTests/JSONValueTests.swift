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
