import Testing

@testable import glassbox

@Suite struct TableTests {
    @Test func alignsColumns() {
        var table = Table(.left, .right, .left)
        table.add("a", "1", "x")
        table.add("bcd", "123", "")
        #expect(table.text(indent: 1) == " a      1  x\n bcd  123")
    }

    @Test func groupsDigits() {
        #expect(
            [0, 999, 1000, 138_357_544, -4096].map(\.grouped) == [
                "0", "999", "1 000", "138 357 544", "-4 096",
            ])
    }

    @Test func writesTimes() {
        #expect([0.0123, 0.9999, 1.27].map(\.asTime) == ["12.3 ms", "999.9 ms", "1.27 s"])
    }
}
