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
        let rows = try #require((state.card as? ModelMenu)?.rows)
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
        #expect(state.perform(ModelMenu.toggle) == .look(.inventory))
        _ = state.perform(.step(-1))
        #expect((state.card as? ModelMenu)?.highlighted == 0)
        for _ in 0..<100 { _ = state.perform(.step(1)) }
        #expect((state.card as? ModelMenu)?.highlighted == ModelCatalogue.entries.count - 1)
        #expect(state.perform(.closeOrCancel) == .redraw)
        #expect(state.card == nil)
    }

    @Test func aNetworkThatIsHereIsOpened() throws {
        var state = try state()
        _ = state.perform(ModelMenu.toggle)
        _ = state.perform(.step(1))
        #expect(state.perform(.take(nil)) == .request)
        #expect(state.modelChoice == ModelChoice("vgg16-features"))
        #expect(state.card == nil)
    }

    @Test func thePresentNetworkIsNotOpenedAgain() throws {
        var state = try state(ModelChoice(weights: .random(seed: 3)))
        _ = state.perform(ModelMenu.toggle)
        #expect(state.perform(.take(nil)) == .redraw)
        #expect(state.modelChoice.weights == .random(seed: 3))
        #expect(state.card == nil)
    }

    @Test func anotherIsDownloadedAndThenOpened() throws {
        var state = try state()
        _ = state.perform(ModelMenu.toggle)
        let (row, name) = try available(state)
        #expect(state.perform(.take(row)) == .download(name))
        #expect(state.modelChoice.name == ModelCatalogue.defaultName)
        #expect(state.download?.name == name && state.download?.progress == nil)
        let progress = DownloadProgress(received: 5, total: 10, rate: nil)
        #expect(!receive(.progress(progress), of: name, &state))
        #expect(state.download?.progress == progress)
        #expect(receive(.arrived, of: name, &state))
        #expect(state.modelChoice == ModelChoice(name))
        #expect(state.download == nil && state.card == nil)
    }

    @Test func oneDownloadAtATime() throws {
        var state = try state()
        _ = state.perform(ModelMenu.toggle)
        let (row, name) = try available(state)
        _ = state.perform(.take(row))
        #expect(state.perform(.take(row)) == .redraw)
        #expect(state.notice == nil)
        #expect(state.perform(.take(row + 1)) == .redraw)
        #expect(
            state.notice?.english
                == "AlexNet is being downloaded; cancel that or wait for it before you choose another.")
        #expect(state.download?.name == name)
    }

    @Test func aDownloadThatEndsEarlyLeavesThePresentNetwork() throws {
        var state = try state()
        _ = state.perform(ModelMenu.toggle)
        let (row, name) = try available(state)
        _ = state.perform(.take(row))
        #expect(state.perform(.cancelDownload) == .cancelDownload)
        #expect(!receive(.cancelled, of: name, &state))
        #expect(state.download == nil)
        #expect(
            state.notice?.english
                == "The download of AlexNet is cancelled; what has arrived is kept for the next time.")
        _ = state.perform(.take(row))
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

    @Test func arrowsLeadThroughTheListWhileItIsOpen() throws {
        var state = try state()
        let down = Key(code: Commands.nextClass.shortcut.keys[0].code)
        #expect(KeyTable.action(for: down, in: state.card) == .nextClass)
        _ = state.perform(ModelMenu.toggle)
        #expect(KeyTable.action(for: down, in: state.card) == .step(1))
        #expect(KeyTable.action(for: Key.enter[0], in: state.card) == .take(nil))
        #expect(KeyTable.action(for: ModelMenu.command.shortcut.keys[0], in: state.card) == ModelMenu.toggle)
    }
}
