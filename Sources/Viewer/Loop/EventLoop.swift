import CSDL2
import Foundation
import Words

/// The window on the main thread: sleeps until something happens, then changes the state and draws once.
final class EventLoop {
    let window: OpaquePointer
    let renderer: OpaquePointer
    let screen: Screen
    var isDirty = true
    var isEnding = false
    var drops: [String] = []
    var dragged: Control?
    /// What the drag under way did last.
    var lastDrag: Action?
    /// What the pointer did last where it is followed.
    var lastFollowed: Action?
    /// When the arithmetic went on by itself last.
    private var lastAdvance = 0.0
    /// The frame of the film that is seen while it plays, and since when.
    var seenFrame: (position: Int?, since: Double)?
    var isScrolling = false
    /// What was pressed in the diagram, and how far the pointer has moved since: a drag moves the diagram.
    var held: (control: Control, moved: Double)?
    /// Seconds between two pictures at least, where a person wants less motion.
    static let calmPause = 1.0
    /// Work longer than this is not given up without a question.
    private static let longWork = 10.0
    /// How long a control says what it is to a pointer that rests.
    private static let hoverTime = 8.0
    /// When the pointer moved last; nil while it is outside.
    var lastMotion: Double?
    /// The message on the screen by its number, and since when.
    private var shownMessage: (count: Int, since: Double)?
    /// Whether the window has another size than what is being computed.
    var isResizePending = false
    var workStart: Double?
    /// The request that the work is for.
    var workGeneration = 0
    private var kept: KeptSession
    private static let patienceForAnswer = 0.015
    private var requestTime: Double?

    private let arrow = SDL_CreateSystemCursor(SDL_SYSTEM_CURSOR_ARROW)
    private let hand = SDL_CreateSystemCursor(SDL_SYSTEM_CURSOR_HAND)

    /// Asks the loop to end; from any thread.
    static func end() {
        var event = SDL_Event()
        event.type = SDL_QUIT.rawValue
        SDL_PushEvent(&event)
    }

    /// Opens the window.
    ///
    /// - Throws: ``ViewerError``, `FileError`.
    init(_ start: Start) throws {
        let environment = ProcessInfo.processInfo.environment
        // SDL complains on standard error where there is nothing to find.
        guard
            ["DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"].contains(where: {
                environment[$0]?.isEmpty == false
            })
        else { throw ViewerError.noDisplay }
        SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "1")
        SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0")
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0")
        SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1")
        // Closing the window is a request like another: it may be answered with a question.
        SDL_SetHint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, "0")
        guard SDL_Init(SDL_INIT_VIDEO) == 0 else { throw ViewerError.noDisplay }
        let driver = SDL_GetCurrentVideoDriver().map { String(cString: $0) }
        guard driver != "dummy", driver != "offscreen" else {
            SDL_Quit()
            throw ViewerError.noDisplay
        }
        let size = Self.openingSize(driver)
        let flags =
            SDL_WINDOW_RESIZABLE.rawValue | SDL_WINDOW_ALLOW_HIGHDPI.rawValue | SDL_WINDOW_SHOWN.rawValue
        let centred = Int32(bitPattern: 0x2FFF_0000)
        guard
            let window = SDL_CreateWindow(
                Strings.windowTitle.english, centred, centred, size.width, size.height, flags)
        else { throw ViewerError.noDisplay }
        SDL_SetWindowMinimumSize(window, min(size.width, 640), min(size.height, 480))
        WindowIcon.show(on: window)
        guard
            let renderer =
                (Self.hasGraphicsDevice
                    ? SDL_CreateRenderer(window, -1, SDL_RENDERER_ACCELERATED.rawValue) : nil)
                ?? SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE.rawValue)
        else { throw ViewerError.drawing(sdlMessage()) }
        self.window = window
        self.renderer = renderer
        kept = KeptSession(start.state.lastSession)
        let wake = SDL_RegisterEvents(1)
        let worker = Worker(networks: start.networks) {
            var event = SDL_Event()
            event.type = wake
            SDL_PushEvent(&event)
        }
        screen = Screen(
            state: start.state, canvas: try Canvas(renderer: renderer), worker: worker, trace: Trace())
        fitDrawable()
    }

    deinit {
        screen.worker.stop()
        screen.canvas.forgetTextures()
        SDL_DestroyRenderer(renderer)
        SDL_DestroyWindow(window)
        SDL_Quit()
    }

    /// Whether there is hardware that draws; OpenGL in software is slower than SDL's own renderer.
    private static var hasGraphicsDevice: Bool {
        let devices = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/dri")) ?? []
        return devices.contains { $0.hasPrefix("renderD") || $0.hasPrefix("card") }
            || FileManager.default.fileExists(atPath: "/dev/nvidia0")
            || FileManager.default.fileExists(atPath: "/dev/dxg")
    }

    /// What the window shows.
    var state: ViewerState { screen.state }

    /// Until the window is closed.
    func run() {
        SDL_StopTextInput()
        present()
        screen.trace.write("firstFrame")
        screen.request()
        if let film = screen.state.film { screen.worker.files.watch(film.folder) }
        while !isEnding {
            var event = SDL_Event()
            let wait = timeout()
            let hasEvent = wait.map { SDL_WaitEventTimeout(&event, $0) } ?? SDL_WaitEvent(&event)
            screen.arranged {
                if hasEvent != 0 {
                    handle(event)
                    while SDL_PollEvent(&event) != 0 { handle(event) }
                    updateTextInput()
                }
                turn()
            }
        }
    }

    /// Takes in what was done meanwhile, goes on with what goes on by itself, and draws what that changed.
    private func turn() {
        if screen.receive() { isDirty = true }
        awaitAnswer()
        noteActivity()
        noteMessage()
        noteRest()
        advanceElement()
        advanceFilm()
        if isResizePending, screen.state.activity == .idle {
            isResizePending = false
            screen.request()
        }
        if isDirty { present() }
        let (session, isIdle) = (screen.state.lastSession, screen.state.activity == .idle)
        if kept.isDue(session, isIdle: isIdle, now: Trace.now()) { screen.worker.keep(session) }
    }

    /// Milliseconds after which something changes by itself, or nil.
    private func timeout() -> Int32? {
        var due: [Double] = []
        if let workStart, !screen.state.showsActivity { due.append(workStart + Self.patience) }
        if let shownMessage, let message = screen.state.announcements.present,
            !screen.state.announcements.isRead
        {
            due.append(shownMessage.since + message.seconds)
        }
        if let pause = pauseOfElements { due.append(lastAdvance + pause) }
        if let filmDue { due.append(filmDue) }
        if let lastMotion, !screen.state.isPointerResting { due.append(lastMotion + Self.hoverTime) }
        if let kept = kept.due { due.append(kept) }
        return due.min().map { Int32(max(1, ($0 - Trace.now()) * 1000)) }
    }

    /// Seconds from one element to the next while the arithmetic plays and the last one is there.
    private var pauseOfElements: Double? {
        let state = screen.state
        guard let inspection = state.inspection, inspection.isPlaying, state.activity == .idle,
            state.inspectableMap != nil
        else { return nil }
        return max(1 / inspection.pace, state.preferences.hasReducedMotion ? Self.calmPause : 0)
    }

    private func advanceElement() {
        guard let pause = pauseOfElements, Trace.now() - lastAdvance >= pause else { return }
        lastAdvance = Trace.now()
        if screen.state.advanceElement() == .request { screen.request() }
        isDirty = true
    }

    /// Takes a message off the screen once there was time to read it.
    private func noteMessage() {
        let (announcements, now) = (screen.state.announcements, Trace.now())
        guard let message = announcements.present, !announcements.isRead else {
            shownMessage = nil
            return
        }
        if shownMessage?.count != announcements.count { shownMessage = (announcements.count, now) }
        guard let shownMessage, now - shownMessage.since >= message.seconds else { return }
        screen.state.announcements.expire()
        isDirty = true
    }

    /// Takes away what a control says once the pointer has rested on it for a while.
    private func noteRest() {
        guard let lastMotion, !screen.state.isPointerResting, Trace.now() - lastMotion >= Self.hoverTime
        else { return }
        screen.state.isPointerResting = true
        isDirty = true
    }

    /// Gives an answer that is nearly there the chance to come in the next frame, together with what asked for it.
    private func awaitAnswer() {
        guard isDirty, let asked = requestTime else { return }
        requestTime = nil
        while screen.state.activity == .working, screen.state.answeredGeneration < screen.state.generation {
            SDL_PumpEvents()
            let rest = asked + Self.patienceForAnswer - Trace.now()
            guard rest > 0, SDL_HasEvents(SDL_FIRSTEVENT.rawValue, SDL_USEREVENT.rawValue - 1) == SDL_FALSE
            else { return }
            usleep(200)
            _ = screen.receive()
        }
    }

    private func present() {
        isDirty = false
        let start = Trace.now()
        screen.draw()
        updateCursor()
        let drawn = Trace.now()
        SDL_RenderPresent(renderer)
        noteFrame()
        let shown = Trace.now()
        if screen.trace.isOn {
            screen.trace.write(
                "frame",
                [
                    ("draw", String(format: "%.2f", (drawn - start) * 1000)),
                    ("present", String(format: "%.2f", (shown - drawn) * 1000)),
                ])
            screen.times.framePresented(screen.state, screen.trace)
        }
    }

    func fitDrawable() {
        var (width, height): (Int32, Int32) = (0, 0)
        SDL_GetRendererOutputSize(renderer, &width, &height)
        screen.canvas.fit(width: Int(width), height: Int(height))
    }

    func updateCursor() {
        let state = screen.state
        let control = state.pointer.flatMap { screen.scene?.control(at: $0) }
        let isButton =
            control?.action != nil || control?.drag != nil
            || state.pointer.flatMap { control?.pick?($0) } != nil
        SDL_SetCursor(isButton ? hand : arrow)
    }

    func perform(_ action: Action, kind: String, target: String? = nil) {
        note(kind, target: target, after: screen.state.perform(action))
    }

    func note(_ kind: String, target: String? = nil, after consequence: ViewerState.Consequence) {
        isDirty = true
        let start = Trace.now()
        var awaited = InputTimes.Awaited.frame
        switch consequence {
        case .redraw: break
        case .rearrange: isResizePending = true
        case .request:
            screen.request()
            requestTime = start
            awaited = .answer(screen.state.generation)
        case .pauseWork:
            screen.worker.pause()
            screen.state.activity = .paused
            screen.state.showsActivity = false
        case .goOn:
            screen.worker.goOn()
            screen.state.activity = .working
        case .download(let name): screen.worker.downloads.start(name)
        case .cancelDownload: screen.worker.downloads.cancel()
        case .toggleFullScreen: toggleFullScreen()
        case .copyCommandLine: screen.copyCommandLine()
        case .save(let saving): screen.save(saving)
        case .remember(let choice): screen.remember(choice, keepsRest: false)
        case .adopt(let choice):
            screen.remember(choice, keepsRest: true)
            screen.request()
            requestTime = start
            awaited = .answer(screen.state.generation)
        case .train(let order): screen.train(order)
        case .keep(let pace): screen.worker.sets.keep(pace)
        case .stopFilm: screen.worker.films.cancel()
        case .freeze(let frame): screen.freeze(frame)
        case .look(let question):
            screen.look(question)
            if case .open = question { awaited = .files }
        case .paste: paste()
        case .quit: quit()
        }
        guard screen.trace.isOn else { return }
        screen.trace.write(
            "input",
            [("kind", Trace.quoted(kind))] + (target.map { [("target", Trace.quoted($0))] } ?? []))
        screen.times.begin(kind, at: start, awaiting: awaited)
    }

    /// Ends; with a long computation running, only at the second request.
    private func quit() {
        let isLong = workStart.map { Trace.now() - $0 >= Self.longWork } ?? false
        let question: Words? =
            screen.state.training.hasUnsaved
            ? Strings.quitTraining : isLong && screen.state.activity == .working ? Strings.quitQuestion : nil
        if let question, screen.state.notice != question {
            screen.state.announcements.say(question, as: .error)
        } else {
            isEnding = true
        }
    }

    private func paste() {
        guard let text = SDL_GetClipboardText() else { return }
        defer { SDL_free(text) }
        note("paste", after: screen.state.paste(String(cString: text)))
    }
}
