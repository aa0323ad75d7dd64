import Datasets
import Foundation
import Imaging
import ModelFormats
import Synchronization
import Testing
import Training
import Words

@testable import Viewer

/// Training in the window: what the card's boxes and buttons do to the state, and a training for real.
@Suite(.serialized) struct TrainingTests {
    /// Two folders of photos, red and blue, with a file that is no picture and one that is broken.
    final class Place {
        let path = NSTemporaryDirectory() + "glassbox-train-\(UUID().uuidString)"

        init(count: Int = 5) throws {
            for (name, colour) in [("red", RGB(220, 30, 30)), ("blue", RGB(30, 30, 220))] {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/set/\(name)", withIntermediateDirectories: true)
                for number in 0..<count {
                    var picture = Picture(width: 40, height: 30, fill: colour)
                    picture.fill(
                        PixelRectangle(x: number * 3, y: 4, width: 9, height: 9), with: RGB(90, 200, 90))
                    try PNGFile.write(picture, to: "\(path)/set/\(name)/\(number).png")
                }
            }
            try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(path)/set/red/broken.png"))
            try Data("text".utf8).write(to: URL(fileURLWithPath: "\(path)/notes.txt"))
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func state() -> ViewerState {
        ViewerState(options: ViewerOptions(), photos: ["cat.png"], modeIndex: nil)
    }

    private func drop(_ paths: [String], on box: Int?, _ state: inout ViewerState) throws {
        guard case .look(.examples(let asked, let to)) = state.perform(.train(.add(paths, to: box))) else {
            Issue.record("nothing is looked up")
            return
        }
        _ = state.receive(
            Delivery(generation: 0, content: .file(.examples(try FoundExamples(at: asked), to: to))))
    }

    @Test func aFolderOfFoldersFillsAllBoxesAndPhotosJoinTheirBox() throws {
        let place = try Place()
        var state = state()
        try drop(["\(place.path)/set"], on: nil, &state)
        #expect(state.training.plan.classes.map(\.name) == ["blue", "red"])
        #expect(state.training.plan.classes.map(\.pictures.count) == [5, 6])
        try drop(["\(place.path)/set/red/0.png", "\(place.path)/notes.txt"], on: 0, &state)
        // A photo is in one box only, and what is no photo is left out and said.
        #expect(state.training.plan.classes.map(\.pictures.count) == [5, 6])
        #expect(state.notice == Strings.skipped(["\(place.path)/notes.txt"]))
        let loose = "\(place.path)/loose.png"
        try FileManager.default.copyItem(atPath: "\(place.path)/set/red/0.png", toPath: loose)
        try drop([loose], on: nil, &state)
        #expect(state.training.plan.classes.last?.name == "class 3")
        _ = state.perform(.train(.removeClass(2)))
        try drop([loose], on: 1, &state)
        #expect(state.training.plan.classes.map(\.pictures.count) == [5, 7])
    }

    @Test func namesAreTyped() throws {
        let place = try Place()
        var state = state()
        try drop(["\(place.path)/set"], on: nil, &state)
        _ = state.perform(TrainingCard.toggle)
        _ = state.perform(.type("x"))
        #expect(state.training.plan.classes.map(\.name) == ["blue", "red"])
        _ = state.perform(.take(1))
        _ = state.perform(.deleteBackwards)
        _ = state.perform(.type("é"))
        #expect(state.training.plan.classes.map(\.name) == ["blue", "reé"])
        #expect(state.dropped(["a.png"]) == .train(.add(["a.png"], to: nil)))
        _ = state.perform(.closeCard)
        #expect(state.dropped(["a.png"]) == .open(["a.png"], .dropped))
    }

    @Test func nothingStartsWithFewerThanTwoClasses() {
        var state = state()
        #expect(state.perform(.train(.start)) == .redraw)
        #expect(state.training.plan.obstacle == Strings.tooFewClasses && state.film == nil)
        #expect(state.perform(.train(.pause)) == .redraw)
    }

    @Test func aLossThatIsNotFiniteIsSaidInTheWindowsWords() throws {
        let place = try Place()
        var state = state()
        try drop(["\(place.path)/set"], on: nil, &state)
        #expect(state.perform(.train(.start)) == .train(.start(state.training.plan, number: 1)))
        let news = TrainingNews(number: 1, content: .failed(TrainingError.notFinite))
        _ = state.receive(Delivery(generation: 0, content: .training(news)))
        #expect(state.training.phase == .ready && state.training.failure == Strings.lossNotFinite)
        #expect(state.announcements.present?.kind == .error)
        let late = TrainingNews(number: 0 + 7, content: .finished)
        #expect(state.receive(Delivery(generation: 0, content: .training(late))) == .nothing)
    }

    private final class News: Sendable {
        let all = Mutex<[TrainingNews]>([])
        let ended = DispatchSemaphore(value: 0)

        func put(_ news: TrainingNews) {
            all.withLock { $0.append(news) }
            switch news.content {
            case .finished, .stopped, .failed, .examples: ended.signal()
            case .event: break
            }
        }
    }

    /// The last layer of the network that ships with the program learns red and blue; a broken photo is said once; every epoch is a
    /// frame; what is saved opens with the names of the classes.
    @Test func learnsForReal() throws {
        let place = try Place()
        var state = state()
        try drop(["\(place.path)/set"], on: nil, &state)
        _ = state.perform(.train(.chooseEpochs(3)))
        state.training.number = 1000
        guard case .train(.start(let plan, let number)) = state.perform(.train(.start)) else {
            Issue.record("nothing starts")
            return
        }
        let news = News()
        let worker = TrainingWorker { news.put($0) }
        defer { worker.stop() }
        let watched = Mutex<[String]>([])
        let folders = { @Sendable (folder: String) in watched.withLock { $0.append(folder) } }
        worker.obey(.start(plan, number: number), watch: folders)
        #expect(news.ended.wait(timeout: .now() + 120) == .success)
        for one in news.all.withLock({ $0 }) {
            _ = state.receive(Delivery(generation: 0, content: .training(one)))
        }
        #expect(state.training.phase == .ready && state.training.history.count == 3)
        #expect(state.training.failure == nil)
        #expect(state.training.remarks.count == 1)
        #expect(state.training.remarks[0].english.contains("broken.png"))
        #expect(state.training.history[2].loss < state.training.history[0].loss)
        #expect(state.training.losses.map(\.x) == [1, 2, 3])
        let folder = try #require(state.film?.folder)
        #expect(watched.withLock { $0 } == [folder])
        let frames = try Film.frames(in: folder)
        #expect(frames.map(\.caption.english) == ["Before the training", "Epoch 1", "Epoch 2", "Epoch 3"])
        let result = try #require(state.training.result)
        let saving = Saving(.network, name: "colours", folder: place.path)
        let saved = saving.write { try TrainedFiles(result).copy(to: TrainedFiles($0)) }
        guard case .networkSaved(let path) = saved else {
            Issue.record("\(saved)")
            return
        }
        #expect(state.training.hasUnsaved)
        _ = state.receive(Delivery(generation: 0, content: saved))
        #expect(!state.training.hasUnsaved && state.ownModels.first?.name == path)
        let model = try ModelChoice(path).load()
        #expect(model.labels?.names == ["blue", "red"])
        // What the window writes for itself goes with it.
        worker.stop()
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func theFilmIsSavedAsGIFAndOnOneSheet() throws {
        let pictures = (0..<5).map { Picture(width: 60, height: 40, fill: RGB(UInt8($0 * 40), 9, 9)) }
        let film = try FilmWriter.data(of: pictures, as: .film)
        #expect(film.prefix(6) == Data("GIF89a".utf8))
        let path = NSTemporaryDirectory() + "glassbox-\(UUID().uuidString).png"
        try FilmWriter.data(of: pictures, as: .filmSheet).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let sheet = try ImageFile.read(path)
        // Two columns and three rows come closest to 3:2 with 16 pixels between.
        #expect((sheet.width, sheet.height) == (2 * 60 + 16, 3 * 40 + 32))
        #expect(sheet[5, 5] == RGB(0, 9, 9) && sheet[80, 60] == RGB(120, 9, 9))
    }
}
