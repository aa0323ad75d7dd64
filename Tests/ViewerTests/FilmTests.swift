import Foundation
import ModelFormats
import Synchronization
import Testing
import Words

@testable import Viewer

/// What the film and the files that come into its folder do to the window's state.
@Suite struct FilmTests {
    private func state() -> ViewerState {
        ViewerState(options: ViewerOptions(), photos: ["cat.png"], modeIndex: nil)
    }

    private func frames(_ numbers: [Int]) -> [Film.Frame] {
        numbers.map { Film.Frame(path: String(format: "/run/epoch-%04d.safetensors", $0), version: nil) }
    }

    private func come(_ numbers: [Int], to state: inout ViewerState) -> ViewerState.Effect {
        state.receive(Delivery(generation: 0, content: .frames("/run", frames(numbers))))
    }

    @Test func numbersInNamesCountByTheirValues() {
        let names = ["last.pth", "epoch-10.pth", "epoch-9.pth", "a10", "a2", "a"]
        #expect(
            names.sorted(by: Film.precedes) == ["a", "a2", "a10", "epoch-9.pth", "epoch-10.pth", "last.pth"])
        #expect(Film.precedes("a2", "a10") && !Film.precedes("a10", "a2") && !Film.precedes("a2", "a2"))
        #expect(Film.precedes("epoch=3-step=120", "epoch=20-step=4"))
    }

    @Test func eachNewNetworkIsShownUntilAnotherIsLookedAt() {
        var state = state()
        state.film = Film("/run")
        #expect(come([0], to: &state) == .request)
        #expect(state.modelChoice.name == "/run/epoch-0000.safetensors" && state.frame == 0)
        #expect(come([0, 1], to: &state) == .request)
        #expect(state.frame == 1)
        #expect(come([0, 1], to: &state) == .nothing)
        #expect(state.perform(.film(.show(0))) == .request)
        #expect(come([0, 1, 2], to: &state) == .redraw)
        #expect(state.frame == 0)
        #expect(state.perform(.film(.follow)) == .request)
        #expect(come([0, 1, 2, 3], to: &state) == .request)
        #expect(state.frame == 3)
        state.choose(ModelChoice("efficientnet-lite0"))
        #expect(come([0, 1, 2, 3, 4], to: &state) == .redraw)
        #expect(state.frame == nil)
        let elsewhere = Delivery(generation: 0, content: .frames("/elsewhere", frames([1])))
        #expect(state.receive(elsewhere) == .nothing)
    }

    @Test func layerClassAndMapStayFromFrameToFrame() {
        var state = state()
        state.film = Film("/run")
        _ = come([0, 1, 2], to: &state)
        state.choices.layerName = "features.3"
        state.choices.classChoice = .index(1)
        state.choices.enlargedChannel = 5
        #expect(state.perform(.film(.step(-1))) == .request)
        #expect(state.frame == 1)
        #expect(
            state.layerName == "features.3" && state.classChoice == .index(1) && state.enlargedChannel == 5)
        #expect(state.perform(.film(.step(5))) == .redraw)
        #expect(state.frame == 1)
    }

    @Test func playsFromTheBeginningToTheEnd() {
        var state = state()
        state.film = Film("/run")
        _ = come([0, 1, 2], to: &state)
        #expect(state.perform(.film(.play)) == .request)
        #expect(state.frame == 0 && state.film?.isPlaying == true)
        let moves = (0..<3).map { _ in state.advanceFilm() }
        #expect(moves == [true, true, false])
        #expect(state.frame == 2)
        #expect(state.film?.isPlaying == false)
    }

    @Test func stopsAtANetworkThatCannotBeUsed() {
        var state = state()
        state.film = Film("/run")
        _ = come([0, 1, 2], to: &state)
        #expect(state.perform(.film(.play)) == .request)
        let broken = Failure(subject: .model(state.modelChoice), cause: CancellationError())
        _ = state.receive(Delivery(generation: state.generation, content: .failure(broken)))
        #expect(state.film?.isPlaying == false)
        let goesOn = state.advanceFilm()
        #expect(!goesOn)
    }

    @Test func aMoveThroughTheFilmIsUndoneAtOnce() {
        var state = state()
        state.film = Film("/run")
        _ = come([0, 1, 2, 3], to: &state)
        for frame in [2, 1, 0] { _ = state.perform(.film(.show(frame))) }
        _ = state.perform(.undo)
        #expect(state.frame == 3)
    }

    @Test func framesAreNoFilesOfTheirOwnInTheMenu() throws {
        var state = state()
        state.film = Film("/run", network: "EfficientNet-Lite0")
        _ = come([0, 1], to: &state)
        state.rememberOwnModel()
        #expect(state.ownModels.isEmpty)
        let menu = try #require(ModelMenu(in: state))
        let row = try #require(menu.rows.first { $0.kind == .film })
        #expect(row.title == "EfficientNet-Lite0" && row.choice.name == "/run/epoch-0001.safetensors")
        #expect(row.licence.english == "Epoch 1")
    }

    @Test func withoutAFilmAKeySaysHowToGetOne() {
        var state = state()
        #expect(state.perform(.film(.play)) == .redraw)
        #expect(state.notice == Strings.noFilm)
    }

    /// Whether a file is to be replaced is asked before the pictures are made, which takes its time.
    @Test func aTakenNameIsAskedForFirst() throws {
        let path = NSTemporaryDirectory() + "glassbox-film-\(UUID().uuidString).gif"
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var saving = Saving(
            .film, name: "film", folder: (path as NSString).deletingLastPathComponent)
        saving.edit { $0 = (path as NSString).lastPathComponent }
        var state = state()
        state.film = Film("/run")
        state.film?.saved = 0
        let told = DispatchSemaphore(value: 0)
        let news = Mutex<[FilmNews]>([])
        let maker = FilmMaker { one, _ in
            news.withLock { $0.append(one) }
            told.signal()
        }
        defer { maker.stop() }
        // No such networks: making their pictures would fail.
        maker.make(saving, of: frames([0, 1]), asking: state.request(scale: 1))
        #expect(told.wait(timeout: .now() + 10) == .success)
        let first = try #require(news.withLock { $0.first })
        guard case .nameTaken = first else { return #expect(Bool(false), "\(first)") }
        _ = state.receive(Delivery(generation: 0, content: .film(first, saving)))
        #expect(state.film?.saved == nil)
        #expect((state.card as? Saving)?.isTaken == true)
        // Said once more, it is made; here it fails, since there are no such networks.
        saving.isTaken = true
        maker.make(saving, of: frames([0, 1]), asking: state.request(scale: 1))
        #expect(told.wait(timeout: .now() + 10) == .success)
        #expect(told.wait(timeout: .now() + 10) == .success)
        guard case .failed = try #require(news.withLock { $0.last }) else {
            return #expect(Bool(false), "it was not made")
        }
    }

    /// inotify tells of files that are renamed into a folder, written and removed.
    @Test func filesAppearByThemselves() throws {
        let folder = NSTemporaryDirectory() + "glassbox-film-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let arrived = DispatchSemaphore(value: 0)
        let mailbox = Mailbox { arrived.signal() }
        let reader = FileReader(
            deliver: { _ in },
            found: { mailbox.put(Delivery(generation: 0, content: .frames($0, $1))) })
        defer { reader.stop() }
        reader.watch(folder)
        /// The names that are told last, once they are these or ten seconds have passed: a file that is written tells more than
        /// once, and what is told together is collected together.
        func names(until expected: [String]) -> [String] {
            var names: [String] = []
            let end = DispatchTime.now() + 10
            while names != expected, arrived.wait(timeout: end) == .success {
                guard case .frames(let path, let frames)? = mailbox.collect().last?.content else { continue }
                #expect(path == folder)
                names = frames.map { ($0.path as NSString).lastPathComponent }
            }
            return names
        }
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/b2.pth"), options: .atomic)
        #expect(names(until: ["b2.pth"]) == ["b2.pth"])
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/b10.pth"))
        #expect(names(until: ["b2.pth", "b10.pth"]) == ["b2.pth", "b10.pth"])
        try FileManager.default.removeItem(atPath: folder + "/b2.pth")
        #expect(names(until: ["b10.pth"]) == ["b10.pth"])
    }
}
