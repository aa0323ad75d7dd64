import Explanations
import Testing

@testable import Viewer

@Suite struct KeyBindingsTests {
    @Test func everyKeyMeansOneThing() {
        let keys = KeyBindings.all.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { KeyBindings.action(for: $0) != nil })
    }

    @Test func everyBindingIsDescribedOnce() {
        let all = KeyBindings.all
        #expect(
            all.allSatisfy {
                !$0.caption.isEmpty && !$0.description.isEmpty && !$0.description.english.contains("\n")
            })
        #expect(Set(all.map(\.caption)).count == all.count)
        #expect(Set(all.map(\.description)).count == all.count)
        #expect(Set(all.map(\.action)).count == all.count)
    }

    @Test(arguments: [KeyBindings.Context.modelMenu, .textField, .browser])
    func everyKeyMeansOneThing(in context: KeyBindings.Context) {
        let typed = KeyBindings.Key(code: UInt32(UInt8(ascii: "n")))
        let isTyping = context != .modelMenu
        #expect((KeyBindings.action(for: typed, in: context) == nil) == isTyping)
        let lists = [KeyBindings.inModelMenu, KeyBindings.inTextField, KeyBindings.inBrowser]
        for keys in lists.map({ $0.flatMap(\.keys) }) { #expect(Set(keys).count == keys.count) }
    }

    @Test func everyModeHasItsNumber() {
        for index in ExplanationMethods.all.indices.prefix(9) {
            let binding = KeyBindings.all.first { $0.action == .chooseMode(index) }
            #expect(binding?.caption == "\(index + 1)")
        }
    }
}
