import Testing

@testable import Viewer

@Suite struct StringsTests {
    @Test(arguments: [
        ("block1_conv2", ["block1"], "conv 2"), ("block5_pool", ["block5"], "pool"),
        ("_blocks.3._bn0", ["stage 3", "block 3"], "bn 0"), ("_conv_stem", ["stem"], "conv stem"),
        ("_blocks.12.add", ["stage 6", "block 12"], "add"), ("fc1", ["classifier"], "fc 1"),
        ("input", [], "input"),
    ])
    func captionsLeaveOutWhatTheGroupSays(name: String, scope: [String], caption: String) {
        #expect(Strings.caption(ofLayer: name, in: scope) == caption)
    }

    @Test func numbersAreWrittenForPeople() {
        #expect(Strings.grouped(4_694_024) == "4\u{202F}694\u{202F}024")
        #expect(Strings.grouped(12) == "12")
        #expect(Strings.time(0.0042) == "4.2 ms")
        #expect(Strings.time(0.34) == "340 ms")
        #expect(Strings.time(1.5) == "1.50 s")
        #expect(Strings.channels(64..<128, of: 512).english == "channels 65–128 of 512")
    }
}
