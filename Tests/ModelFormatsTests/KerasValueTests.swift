import Testing

@testable import ModelFormats

@Suite struct KerasValueTests {
    @Test func readsWhatPythonWrites() {
        let text = #" {"a": [1, -2.5e3, true, null, "x\n\"é😀"], "b": NaN, "c": [-Infinity, {}], "d": []} "#
        let value = KerasValue(parsing: text.utf8)
        #expect(value?["a"] == [1, -2500.0, true, .null, "x\n\"é😀"])
        #expect(value?["b"]?.number?.isNaN == true)
        #expect(value?["c"] == [.number(-.infinity), [:]])
        #expect(value?["d"] == [])
    }

    @Test(arguments: [
        "", "{", "[1,]", "[1 2]", "{\"a\" 1}", "{a: 1}", "\"x", "tru", "1 2", "\"\\q\"", "\"\\u12", "--1",
        "[", "]",
        "nul", "-",
    ])
    func refusesWhatIsNoJSON(_ text: String) {
        #expect(KerasValue(parsing: text.utf8) == nil)
    }

    @Test func depthIsLimited() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(KerasValue(parsing: deep.utf8) == nil)
        let fine = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(KerasValue(parsing: fine.utf8) != nil)
    }
}
