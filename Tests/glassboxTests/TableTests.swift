import Testing

@testable import glassbox

@Suite struct TableTests {
    @Test func alignsColumns() {
        var table = Table(.left, .right, .left)
        table.add("a", "1", "x")
        table.add("bcd", "123", "")
        #expect(table.text(indent: 1) == " a      1  x\n bcd  123")
    }
}
