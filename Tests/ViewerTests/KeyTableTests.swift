import Explanations
import Testing

@testable import Viewer

@Suite struct KeyTableTests {
    @Test func everyKeyMeansOneThing() {
        let keys = KeyTable.commands.flatMap(\.shortcut.keys)
        #expect(Set(keys).count == keys.count)
        for command in KeyTable.commands {
            for key in command.shortcut.keys { #expect(KeyTable.action(for: key) == command.action) }
        }
    }

    @Test func everyCommandIsDescribedOnce() {
        let all = KeyTable.commands
        #expect(all.count == Commands.all.count + Panels.all.count)
        #expect(all.allSatisfy { !$0.title.isEmpty && !$0.title.english.contains("\n") })
        #expect(Set(all.map(\.shortcut.caption)).count == all.count)
        #expect(Set(all.map(\.title)).count == all.count)
        #expect(Set(all.map(\.action)).count == all.count)
        #expect(all.map(\.group.rawValue) == all.map(\.group.rawValue).sorted())
    }

    @Test func lettersAreTypedWhereThereIsATextField() throws {
        var state = try Viewer.initialState(ViewerOptions())
        let letter = Commands.nextPhoto.shortcut.keys[0]
        #expect(KeyTable.action(for: letter, in: state.card) == .nextPhoto)
        _ = state.perform(Browser.toggle)
        #expect(state.hasTextField)
        #expect(KeyTable.action(for: letter, in: state.card) == nil)
        let down = Commands.nextClass.shortcut.keys[0]
        #expect(KeyTable.action(for: down, in: state.card) == .step(Browser.columns))
        let escape = Commands.closeOrCancel.shortcut.keys[0]
        #expect(KeyTable.action(for: escape, in: state.card) == .closeCard)
        for key in Browser.command.shortcut.keys {
            #expect(KeyTable.action(for: key, in: state.card) == Browser.toggle)
        }
    }

    @Test func everyModeHasItsNumber() {
        for index in ExplanationMethods.all.indices.prefix(9) {
            let command = KeyTable.commands.first { $0.action == .chooseMode(index) }
            #expect(command?.shortcut.caption == "\(index + 1)")
        }
    }
}
