import Foundation
import ModelFormats
import NeuralNetwork
import Testing

@testable import Viewer

/// What choosing in the list of networks and a download's course do to the window's state.
@Suite struct ModelMenuTests {
    private func state(_ model: ModelChoice = ModelChoice()) throws -> ViewerState {
        ViewerState(options: ViewerOptions(model: model), photos: ["cat.png"], modeIndex: nil)
    }

    private func available(_ state: ViewerState) throws -> (row: Int, name: String) {
        let rows = try #require(state.modelMenu?.rows)
        let row = try #require(rows.firstIndex { $0.kind == .available })
        return (row, rows[row].choice.name)
    }

    @Test func listsTheCatalogueInGroups() {
        let own = ModelChoice("/home/me/own.onnx")
        let menu = ModelMenu(
            files: [own], current: ModelChoice("vgg16-features"), inventory: .taken())
        #expect(menu.rows.count == ModelCatalogue.entries.count + 1)
        let kinds = menu.rows.map(\.kind.rawValue)
        #expect(kinds == kinds.sorted())
        #expect(menu.rows[0].title == "own.onnx" && menu.rows[0].choice == own)
        #expect(menu.rows[menu.highlighted].choice.name == "vgg16-features")
        for row in menu.rows where row.kind != .file {
            #expect(
                !row.licence.isEmpty && !row.size.isEmpty && row.description.english.contains("Published by"))
        }
    }

    @Test func theHighlightStaysInTheList() throws {
        var state = try state()
        #expect(state.perform(.toggleModelMenu) == .look(.inventory))
        _ = state.perform(.previousModel)
        #expect(state.modelMenu?.highlighted == 0)
        for _ in 0..<100 { _ = state.perform(.nextModel) }
        #expect(state.modelMenu?.highlighted == ModelCatalogue.entries.count - 1)
        #expect(state.perform(.closeOrCancel) == .redraw)
        #expect(state.modelMenu == nil)
    }

    @Test func aNetworkThatIsHereIsOpened() throws {
        var state = try state()
        _ = state.perform(.toggleModelMenu)
        _ = state.perform(.nextModel)
        #expect(state.perform(.chooseModel(nil)) == .request)
        #expect(state.modelChoice == ModelChoice("vgg16-features"))
        #expect(state.modelMenu == nil)
    }

    @Test func thePresentNetworkIsNotOpenedAgain() throws {
        var state = try state(ModelChoice(weights: .random(seed: 3)))
        _ = state.perform(.toggleModelMenu)
        #expect(state.perform(.chooseModel(nil)) == .redraw)
        #expect(state.modelChoice.weights == .random(seed: 3))
        #expect(state.modelMenu == nil)
    }

    @Test func anotherIsDownloadedAndThenOpened() throws {
        var state = try state()
        _ = state.perform(.toggleModelMenu)
        let (row, name) = try available(state)
        #expect(state.perform(.chooseModel(row)) == .download(name))
        #expect(state.modelChoice.name == ModelCatalogue.defaultName)
        #expect(state.download?.name == name && state.download?.progress == nil)
        let progress = DownloadProgress(received: 5, total: 10, rate: nil)
        #expect(!receive(.progress(progress), of: name, &state))
        #expect(state.download?.progress == progress)
        #expect(receive(.arrived, of: name, &state))
        #expect(state.modelChoice == ModelChoice(name))
        #expect(state.download == nil && state.modelMenu == nil)
    }

    @Test func oneDownloadAtATime() throws {
        var state = try state()
        _ = state.perform(.toggleModelMenu)
        let (row, name) = try available(state)
        _ = state.perform(.chooseModel(row))
        #expect(state.perform(.chooseModel(row)) == .redraw)
        #expect(state.notice == nil)
        #expect(state.perform(.chooseModel(row + 1)) == .redraw)
        #expect(
            state.notice?.english
                == "AlexNet is being downloaded; cancel that or wait for it before you choose another.")
        #expect(state.download?.name == name)
    }

    @Test func aDownloadThatEndsEarlyLeavesThePresentNetwork() throws {
        var state = try state()
        _ = state.perform(.toggleModelMenu)
        let (row, name) = try available(state)
        _ = state.perform(.chooseModel(row))
        #expect(state.perform(.cancelDownload) == .cancelDownload)
        #expect(!receive(.cancelled, of: name, &state))
        #expect(state.download == nil)
        #expect(
            state.notice?.english
                == "The download of AlexNet is cancelled; what has arrived is kept for the next time.")
        _ = state.perform(.chooseModel(row))
        let error = DownloadError(name: name, host: "mirror.test", reason: .noConnection)
        #expect(!receive(.failed(error), of: name, &state))
        #expect(state.notice?.english == error.description)
        #expect(state.modelChoice.name == ModelCatalogue.defaultName)
        #expect(!receive(.arrived, of: name, &state))
        #expect(state.modelChoice.name == ModelCatalogue.defaultName)
    }

    /// Whether the state wants another request then.
    private func receive(_ event: DownloadEvent, of name: String, _ state: inout ViewerState) -> Bool {
        state.receive(Delivery(generation: 0, content: .download(name, event))) == .request
    }

    @Test func everyKeyOfTheListMeansOneThing() {
        let keys = KeyBindings.inModelMenu.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { KeyBindings.action(for: $0, in: .modelMenu) != nil })
        let down = KeyBindings.inModelMenu[0].keys[0]
        #expect(KeyBindings.action(for: down, in: .modelMenu) == .nextModel)
        #expect(KeyBindings.action(for: down) == .nextClass)
    }
}
