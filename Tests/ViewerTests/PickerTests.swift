import Testing

@testable import Viewer

@Suite struct PickerTests {
    private let rows = [
        Picker.Row(title: "tabby", detail: "20.0 %", names: "tabby 20.0 %", target: 281),
        Picker.Row(title: "tiger cat", detail: "10.0 %", names: "tiger cat 10.0 % 고양이", target: 282),
        Picker.Row(title: "Samoyed", detail: "1.0 %", names: "Samoyed 1.0 %", target: 258),
    ]

    @Test func findsByWordsInAnyOrderAndCase() {
        var picker = Picker(rows: rows, at: 258)
        #expect(picker.choice?.target == 258)
        picker.type("CAT ti")
        #expect(picker.matches.map(\.target) == [282])
        #expect(picker.choice?.target == 282)
        for _ in 0..<6 { picker.deleteBackwards() }
        #expect(picker.matches == rows)
        picker.type("고양")
        #expect(picker.matches.map(\.target) == [282])
        picker.type("zzz")
        #expect(picker.matches.isEmpty)
        #expect(picker.choice == nil)
    }

    @Test func staysWithinItsEnds() {
        var picker = Picker(rows: rows, at: nil)
        picker.step(by: -5)
        #expect(picker.highlighted == 0)
        picker.step(by: 50)
        #expect(picker.highlighted == 2)
        #expect(picker.visible(2) == 1..<3)
        #expect(picker.visible(14) == 0..<3)
        picker.type(String(repeating: "x", count: 500))
        #expect(picker.query.count == 60)
        picker.step(by: 1)
        #expect(picker.visible(2).isEmpty)
    }
}

extension OffScreenTests {
    @Suite struct FindingLayers {
        @Test func enterGoesThroughTheHits() throws {
            let window = try OffScreen(state: Viewer.initialState(ViewerOptions(language: "en")))
            window.complete()
            window.perform(LayerPanel.toggle)
            // By kind and shape, with the letter that is on every keyboard.
            for letter in "depthwise 24x56" { window.perform(.type(String(letter))) }
            let card = try #require(window.screen.state.card as? LayerPanel)
            let hits = card.picker.matches.map(\.target)
            #expect(hits.isEmpty)
            for _ in 0..<5 { window.perform(.deleteBackwards) }
            let all = try #require(window.screen.state.card as? LayerPanel).picker.matches.map(\.target)
            #expect(all.count > 10)
            for target in all.prefix(3) {
                window.perform(.take(nil))
                #expect(window.screen.state.layer?.id == target)
            }
            #expect(window.screen.state.card is LayerPanel)
            window.perform(.take(5))
            #expect(window.screen.state.layer?.id == all[5] && window.screen.state.card == nil)
        }
    }
}

@Suite struct TextCutTests {
    @Test func aPathKeepsItsBeginningAndItsEnd() {
        #expect(TextCut.middle.applied(to: "/features/conv0/Conv", keeping: 9) == "/feat…Conv")
        #expect(TextCut.end.applied(to: "abcdef", keeping: 3) == "abc…")
    }
}
