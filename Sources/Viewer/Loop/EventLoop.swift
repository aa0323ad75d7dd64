import CSDL2
import Foundation

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
    var isScrolling = false
    /// Work shorter than this is not worth a word.
    private static let patience = 0.25
    private var workStart: Double?
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
        guard SDL_Init(SDL_INIT_VIDEO) == 0 else { throw ViewerError.noDisplay }
        let driver = SDL_GetCurrentVideoDriver().map { String(cString: $0) }
        guard driver != "dummy", driver != "offscreen" else {
            SDL_Quit()
            throw ViewerError.noDisplay
        }
        var bounds = SDL_Rect(x: 0, y: 0, w: 1700, h: 1000)
        SDL_GetDisplayUsableBounds(0, &bounds)
        let fit = min(Self.density(driver), Double(bounds.w) / 1700, Double(bounds.h) / 1000)
        let flags =
            SDL_WINDOW_RESIZABLE.rawValue | SDL_WINDOW_ALLOW_HIGHDPI.rawValue | SDL_WINDOW_SHOWN.rawValue
        let centred = Int32(bitPattern: 0x2FFF_0000)
        guard
            let window = SDL_CreateWindow(
                Strings.windowTitle.english, centred, centred, Int32(1700 * fit), Int32(1000 * fit), flags)
        else { throw ViewerError.noDisplay }
        SDL_SetWindowMinimumSize(window, 1024, 640)
        WindowIcon.show(on: window)
        guard
            let renderer =
                (Self.hasGraphicsDevice
                    ? SDL_CreateRenderer(window, -1, SDL_RENDERER_ACCELERATED.rawValue) : nil)
                ?? SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE.rawValue)
        else { throw ViewerError.drawing(sdlMessage()) }
        self.window = window
        self.renderer = renderer
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

    /// How many of the display's units a logical pixel takes for text to be as large as elsewhere: X11 counts real pixels,
    /// other systems have units of their own.
    private static func density(_ driver: String?) -> Double {
        var dotsPerInch: Float = 0
        guard driver == "x11", SDL_GetDisplayDPI(0, nil, &dotsPerInch, nil) == 0,
            (96...600).contains(dotsPerInch)
        else { return 1 }
        return Double(dotsPerInch) / 96
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
        while !isEnding {
            var event = SDL_Event()
            let wait = timeout()
            let hasEvent = wait.map { SDL_WaitEventTimeout(&event, $0) } ?? SDL_WaitEvent(&event)
            if hasEvent != 0 {
                handle(event)
                while SDL_PollEvent(&event) != 0 { handle(event) }
                updateTextInput()
            }
            if screen.receive() { isDirty = true }
            awaitAnswer()
            noteActivity()
            if isDirty { present() }
        }
    }

    /// Milliseconds after which the words about long work are due, or nil.
    private func timeout() -> Int32? {
        guard let workStart, !screen.state.showsActivity else { return nil }
        return Int32(max(1, (workStart + Self.patience - Trace.now()) * 1000))
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

    private func noteActivity() {
        guard screen.state.activity == .working else {
            workStart = nil
            return
        }
        let now = Trace.now()
        workStart = workStart ?? now
        if let workStart, now - workStart >= Self.patience, !screen.state.showsActivity {
            screen.state.showsActivity = true
            isDirty = true
        }
    }

    private func present() {
        isDirty = false
        let start = Trace.now()
        screen.draw()
        updateCursor()
        let drawn = Trace.now()
        SDL_RenderPresent(renderer)
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
        case .request:
            screen.request()
            requestTime = start
            awaited = .answer(screen.state.generation)
        case .cancelWork:
            screen.worker.cancel()
            screen.state.activity = .idle
            screen.state.showsActivity = false
            screen.state.notice = Strings.stopped
        case .download(let name): screen.worker.downloads.start(name)
        case .cancelDownload: screen.worker.downloads.cancel()
        case .toggleFullScreen: toggleFullScreen()
        case .export(let export): screen.export(export)
        case .look(let question):
            screen.look(question)
            if case .open = question { awaited = .files }
        case .paste: paste()
        case .quit: isEnding = true
        }
        guard screen.trace.isOn else { return }
        screen.trace.write(
            "input",
            [("kind", Trace.quoted(kind))] + (target.map { [("target", Trace.quoted($0))] } ?? []))
        screen.times.begin(kind, at: start, awaiting: awaited)
    }

    private func paste() {
        guard let text = SDL_GetClipboardText() else { return }
        defer { SDL_free(text) }
        note("paste", after: screen.state.paste(String(cString: text)))
    }

    private func toggleFullScreen() {
        let full = SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue
        let isFull = SDL_GetWindowFlags(window) & full == full
        SDL_SetWindowFullscreen(window, isFull ? 0 : full)
    }
}
