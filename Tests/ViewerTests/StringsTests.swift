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

    @Test func wordsHaveTheirNumbers() {
        #expect(Strings.channels(64..<128, of: 512).english == "channels 65–128 of 512")
        #expect(Strings.channels(0..<1, of: 1).english == "1 channel")
        #expect(Strings.parameters(4_694_024).english == "4\u{202F}694\u{202F}024 parameters")
        #expect(
            Strings.progress(WorkProgress(fraction: 0.25, elapsed: 40)).english
                == "Computing … 25 %, 2 min 0 s left   Esc stops")
    }

    @Test func everyCaptionIsGoneThrough() {
        #expect(Strings.captions.all.count > 35)
        #expect(Strings.all.contains(Strings.loading))
        #expect(Strings.all.allSatisfy { !$0.isEmpty })
    }
}
