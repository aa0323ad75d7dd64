import Foundation
import Imaging
import Synchronization
import Testing

@testable import Viewer

@Suite struct VideoTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../GoldenData/video").standardized
    private static let video = folder.appendingPathComponent("colours.mp4").path

    /// A state in which the first frame of a video was analysed, and the answer is there.
    private func state(_ path: String = video) -> ViewerState {
        var state = ViewerState(
            options: ViewerOptions(images: []), photos: [path, "cat.png"], modeIndex: nil)
        state.activity = .idle
        #expect(receive(&state, moves: true) != .nothing)
        return state
    }

    private func receive(_ state: inout ViewerState, moves: Bool, frame: ShownFrame? = nil)
        -> ViewerState.Effect
    {
        let picture = Picture(width: 4, height: 3, fill: .white)
        let photo = AnalysedPhoto(
            model: state.choices.modelChoice, path: state.path, thumbnail: picture, extent: (4, 3),
            region: picture.bounds, predictions: [], found: nil, isArray: false, moves: moves, frame: frame,
            seconds: 0.1)
        return state.receive(Delivery(generation: state.generation, content: .analysis(photo)))
    }

    private func frame(_ state: inout ViewerState, _ number: Int, _ seconds: Double) -> ViewerState.Effect {
        state.receive(
            Delivery(
                generation: 0,
                content: .video(
                    VideoNews(path: state.path, event: .frame(number, seconds: seconds, length: 2)))))
    }

    @Test func theNewestFrameIsAskedAboutAndLateOnesAreDropped() {
        var state = state()
        #expect(state.playingVideo?.order == VideoOrder(path: Self.video, start: 0))
        #expect(frame(&state, 1, 0) == .nextFrame)
        state.activity = .working
        state.video?.asked = 1
        #expect(frame(&state, 2, 0.25) == .nothing)
        #expect(frame(&state, 3, 0.5) == .nothing)
        #expect(state.request(scale: 1).frame == 3)
        #expect(state.receive(Delivery(generation: state.generation, content: .done)) == .nextFrame)
        state.video?.asked = 3
        #expect(state.receive(Delivery(generation: state.generation, content: .done)) == .redraw)
        // Another photo's.
        let other = VideoNews(path: "other.mp4", event: .frame(9, seconds: 1, length: nil))
        #expect(state.receive(Delivery(generation: 0, content: .video(other))) == .nothing)
    }

    @Test func playsStopsAndSeeks() {
        var state = state()
        _ = frame(&state, 5, 1.25)
        #expect(state.perform(.video(.play)) == .redraw)
        #expect(state.playingVideo == nil)
        #expect(frame(&state, 6, 1.5) == .nothing)
        _ = state.perform(.video(.play))
        #expect(state.playingVideo?.order?.start == 1.25)
        _ = state.perform(.closeOrCancel)
        #expect(state.playingVideo == nil)
        for (asked, start) in [(0.5, 0.5), (-3, 0), (99, 1.9), (.nan, 1.9)] {
            _ = state.perform(.video(.seek(asked)))
            #expect(state.video?.start == start, "\(asked)")
        }
        // The keys of a film.
        _ = state.perform(.film(.step(-1)))
        #expect(abs((state.video?.start ?? 0) - 0.9) < 1e-9)
        _ = state.perform(.film(.play))
        #expect(state.playingVideo == nil)
    }

    @Test func itsEndIsSaid() {
        for (isWhole, words) in [(true, Strings.videoOver), (false, Strings.videoCut("colours.mp4"))] {
            var state = state()
            _ = frame(&state, 8, 1.75)
            let news = VideoNews(path: Self.video, event: .over(isWhole: isWhole))
            #expect(state.receive(Delivery(generation: 0, content: .video(news))) == .redraw)
            #expect(state.notice == words)
            #expect(state.playingVideo == nil)
            _ = state.perform(.video(.play))
            #expect(state.playingVideo?.order?.start == 0)
        }
        var state = state("camera:test")
        let error = ImageError.video("camera:test", .cameraGone)
        let news = VideoNews(path: "camera:test", event: .failed(error))
        #expect(state.receive(Delivery(generation: 0, content: .video(news))) == .redraw)
        #expect(state.notice == error.words)
        #expect(state.playingVideo == nil)
    }

    @Test func freezesTheFrameThatIsShown() throws {
        var state = state()
        let picture = Picture(width: 4, height: 3, fill: RGB(1, 2, 3))
        _ = frame(&state, 3, 0.5)
        _ = receive(&state, moves: true, frame: ShownFrame(number: 3, seconds: 0.5, picture: picture))
        // One that plays would be another one by the time that its name is typed.
        #expect(!state.offers(.frame))
        let space = try #require(state.videoAction(for: Key(code: 32)))
        let frozen = FrozenFrame(path: Self.video, seconds: 0.5, picture: picture)
        #expect(state.perform(space) == .freeze(frozen))
        let folder = NSTemporaryDirectory() + "glassbox-frames-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let photo = try frozen.keep(in: folder)
        #expect((photo as NSString).lastPathComponent == "colours-0.500s.png")
        #expect(try ImageFile.read(photo) == picture)
        // Once more it is the same photo; another frame of that name is another one.
        #expect(try frozen.keep(in: folder) == photo)
        let other = FrozenFrame(path: Self.video, seconds: 0.5, picture: Picture(width: 1, height: 1))
        #expect((try other.keep(in: folder) as NSString).lastPathComponent == "colours-0.500s-2.png")

        #expect(state.receive(Delivery(generation: 0, content: .frozen(photo, of: Self.video))) == .request)
        #expect(state.photos == [Self.video, photo, "cat.png"])
        #expect(state.path == photo)
        #expect(state.playingVideo == nil)
        _ = receive(&state, moves: false)
        #expect(state.offers(.frame) && state.stillFrameName == "colours-0.500s")
        // Back to the video, where it was left.
        #expect(state.videoAction(for: Key(code: 32)) == .showPhoto(0))
        _ = state.perform(.showPhoto(0))
        _ = receive(&state, moves: true)
        #expect(state.playingVideo?.order?.start == 0.5)
        _ = receive(&state, moves: true, frame: ShownFrame(number: 3, seconds: 0.75, picture: picture))
        _ = state.perform(.video(.play))
        #expect(state.offers(.frame) && state.stillFrameName == "colours-0.750s")
        _ = state.perform(.video(.play))
        _ = state.perform(.undo)
        #expect(state.path == photo)
    }

    @Test func framesAreDueAsTheirTimesSay() {
        var clock = FrameClock()
        let now = ContinuousClock.now
        func pause(_ seconds: Double, after: Double) -> Double {
            (clock.pause(before: seconds, 10, now: now + .seconds(after)) * 1000).rounded() / 1000
        }
        #expect(pause(5, after: 0) == 0)
        #expect(pause(5.5, after: 0.1) == 0.4)
        #expect(pause(6, after: 1.2) == 0)
        // A time long ago or far away begins anew.
        #expect(pause(1, after: 2) == 0)
        #expect(pause(1.5, after: 2) == 0.5)
        #expect(pause(1e9, after: 3) == 10)
        #expect(pause(1e9 + 1, after: 13) == 1)
        #expect(pause(.nan, after: 14) == 0)
        #expect(pause(.infinity, after: 14) <= 10)
        // So late that it does not make up for it.
        #expect(pause(1e9 + 2, after: 20) == 0)
    }

    /// The real program, at its own pace: all frames of a file come, and the end of a camera is its failure.
    @Test(arguments: [video, "camera:test=0.3"]) func thePlayerPlays(path: String) {
        let newest = NewestFrame()
        let events = Mutex<[VideoNews.Event]>([])
        let isOver = DispatchSemaphore(value: 0)
        let player = VideoPlayer(newest: newest) { news in
            events.withLock { $0.append(news.event) }
            if case .frame = news.event {} else { isOver.signal() }
        }
        player.play(VideoOrder(path: path, start: 0))
        isOver.wait()
        player.stop()
        let all = events.withLock { $0 }
        #expect(all.count == (path == Self.video ? 9 : 10))
        let numbers = all.compactMap { if case .frame(let number, _, _) = $0 { number } else { nil } }
        #expect(numbers == Array(1..<all.count))
        #expect(newest.of(path)?.number == numbers.last)
        #expect(newest.of("other") == nil)
        switch all.last {
        case .over(let isWhole): #expect(isWhole && path == Self.video)
        case .failed(let error): #expect(error as? ImageError == .video(path, .cameraGone))
        default: Issue.record("no end")
        }
    }

    /// What is stopped ends, whatever it was doing.
    @Test func thePlayerStops() {
        let player = VideoPlayer(newest: NewestFrame()) { _ in }
        for start in [0.0, 1] {
            player.play(VideoOrder(path: Self.video, start: start))
            player.play(VideoOrder(path: "camera:test", start: 0))
        }
        player.stop()
    }
}
