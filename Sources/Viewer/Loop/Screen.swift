import CSDL2
import Explanations
import Foundation
import Imaging
import ModelFormats
import Tensors

/// The window's state, its worker and its canvas: what the loop and the off-screen drawing share.
///
/// Not Sendable: it stays on the thread of its renderer.
final class Screen {
    var state: ViewerState
    let canvas: Canvas
    let worker: Worker
    let trace: Trace
    private(set) var scene: Scene?
    /// What the diagram was laid out for.
    private var arrangedExtent: Extent?
    var times = InputTimes()
    /// Whether videos go on by themselves.
    var playsVideos = true
    /// Thumbnails that are being made.
    private var wishes = Set<String>()
    /// Questions about the disk that are not answered yet.
    private var questionCount = 0
    var isLookingAtFiles: Bool { !wishes.isEmpty || questionCount > 0 }

    init(state: ViewerState, canvas: Canvas, worker: Worker, trace: Trace) {
        self.state = state
        self.canvas = canvas
        self.worker = worker
        self.trace = trace
    }

    /// The room that the window's parts have now.
    private var extent: Extent {
        var extent = canvas.extent
        extent.isPresenting = state.isPresented
        extent.showsGraph = state.showsGraph
        extent.letters =
            extent.isPresenting
            ? max(1.75, 24 / (Theme.Size.usualSmall * canvas.scale))
            : state.preferences.appearance.letters.scale(at: canvas.scale)
        return extent
    }

    /// Does something that depends on the room that the window's parts have.
    func arranged<Result>(_ body: () -> Result) -> Result {
        Layout.$extent.withValue(extent, operation: body)
    }

    /// Asks the worker for all that the state wants.
    func request() {
        arrange()
        state.generation += 1
        state.activity = .working
        if let newest = state.video?.newest { state.video?.asked = newest }
        worker.submit(arranged { state.request(scale: canvas.scale) })
    }

    /// Has something looked up on the disk.
    func look(_ question: FileQuestion) {
        questionCount += 1
        worker.files.answer(question)
    }

    /// Takes in what the worker delivered.
    ///
    /// - Returns: whether it changes what is shown.
    func receive() -> Bool {
        var isChanged = false
        for delivery in worker.collect() {
            let effect = arranged { state.receive(delivery) }
            if effect == .request || effect == .nextFrame { request() }
            if effect == .request || effect == .redraw { isChanged = true }
            switch delivery.content {
            case .file(.thumbnail(let path, _)): wishes.remove(path)
            case .file(.fonts(let found)):
                questionCount -= 1
                canvas.take(found)
            case .film(.made(let pictures), let saving): write(pictures, saving)
            case .file(let finding):
                questionCount -= 1
                if case .opened = finding {
                    times.filesArrived(asking: effect == .request ? state.generation : nil)
                }
            case .analysis(let photo):
                trace.write(
                    "analysis", [("photo", Trace.quoted(photo.path)), ("seconds", "\(photo.seconds)")])
            default: break
            }
        }
        return isChanged
    }

    /// Makes room for the dock, or takes it back, and lays the diagram out for the room that is left.
    private func arrange() {
        if state.isDocked != (canvas.dock != nil) { canvas.fit(isDocked: state.isDocked) }
        guard extent != arrangedExtent else { return }
        arrangedExtent = extent
        arranged { state.refitDiagram() }
    }

    func draw() {
        arrange()
        state.noteLesson()
        state.findNeighbours()
        canvas.language = state.language
        let scene = Scene(canvas: canvas, state: state)
        Theme.$appearance.withValue(state.preferences.appearance) { arranged { WindowView.draw(in: scene) } }
        self.scene = scene
        let wanted = scene.wantedThumbnails.filter { wishes.insert($0).inserted }
        if !wanted.isEmpty { worker.files.makeThumbnails(of: wanted) }
        let letters = canvas.fonts.takeWanted()
        if !letters.isEmpty { look(.fonts(letters)) }
        if let path = state.takeWantedSet() { look(.keptSet(path)) }
        if let question = state.takeWantedFacts() { look(.facts(question)) }
        if let question = state.takeWantedStudy() { worker.sets.start(question) }
        worker.sets.ask(state.takeWantedAnalyses())
        if playsVideos { worker.video.play(state.playingVideo?.order) }
        trace.layout(scene.controls, pixels: canvas.pixels)
        trace.state(state)
    }

    /// Makes a frame of a video a photo.
    func freeze(_ frame: FrozenFrame) {
        worker.save {
            do {
                return .frozen(try frame.keep(), of: frame.path)
            } catch {
                return .notSaved(error)
            }
        }
    }

    /// Puts the command that makes the picture into the clipboard.
    func copyCommandLine() {
        guard let command = writer()?.commandLine else { return }
        state.notice = SDL_SetClipboardText(command) == 0 ? Strings.copied(command) : Strings.cannotCopy
        if state.choices.painting?.path == state.path { state.notice = Strings.commandWithoutPainting }
    }

    /// Writes a file in the background.
    func save(_ saving: Saving) {
        if saving.export == .network { return saveNetwork(saving) }
        if saving.export == .film || saving.export == .filmSheet { return makeFilm(saving) }
        guard let writer = writer() else { return }
        var window: Picture?
        if saving.export == .window {
            state.announcements.close()
            draw()
            window = picture()
        }
        state.notice = Strings.saving
        worker.save { [window] in writer.write(saving, window: window) }
    }

    /// Nil, and a sentence, where there is nothing yet.
    private func writer() -> ExportWriter? {
        guard let answer = state.answer, let model = state.model else {
            state.notice = Strings.nothingYet
            return nil
        }
        return ExportWriter(
            answer: answer, model: model, choices: state.choices, preferences: state.preferences,
            predictions: state.analysis?.predictions ?? [],
            moment: state.video?.isCamera == false && state.video?.path == state.path
                ? state.analysis?.frame?.seconds : nil,
            frame: state.analysis?.path == state.path ? state.analysis?.frame?.picture : nil,
            set: state.setPath)
    }

    /// Keeps beside a network's file what is said of it.
    ///
    /// - Parameter keepsRest: whether what stands there already of the rest stays.
    func remember(_ choice: ModelChoice, keepsRest: Bool) {
        worker.save {
            do {
                let write = keepsRest ? ModelSidecar.add : ModelSidecar.remember
                return .saved(Strings.remembered(try write(choice.settings, choice.name)))
            } catch {
                return .notSaved(error)
            }
        }
    }

    /// What has been drawn, in real pixels.
    func picture() -> Picture? {
        var (width, height): (Int32, Int32) = (0, 0)
        guard SDL_GetRendererOutputSize(canvas.renderer, &width, &height) == 0 else { return nil }
        return picture(of: SDL_Rect(x: 0, y: 0, w: width, h: height))
    }

    /// What has been drawn in a rectangle of real pixels.
    func picture(of rectangle: SDL_Rect) -> Picture? {
        SDL_RenderFlush(canvas.renderer)
        let (width, height) = (Int(rectangle.w), Int(rectangle.h))
        guard width > 0, height > 0 else { return nil }
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        var area = rectangle
        guard
            SDL_RenderReadPixels(
                canvas.renderer, &area, SDL_PIXELFORMAT_RGB24.rawValue, &pixels, rectangle.w * 3) == 0
        else { return nil }
        return Picture(width: width, height: height, pixels: pixels)
    }
}
