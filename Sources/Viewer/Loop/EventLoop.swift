import CSDL2
import Foundation

/// The window on the main thread: sleeps until something happens, then changes the state and draws once.
final class EventLoop {
    private let window: OpaquePointer
    private let renderer: OpaquePointer
    private let screen: Screen
    private var isDirty = true
    private var isEnding = false
    private var drops: [String] = []
    private var dragged: Control?
    /// What the drag under way did last.
    private var lastDrag: Action?
    private var isScrolling = false
    private var inputs: [(kind: String, time: Double, generation: Int?)] = []
    /// Work shorter than this is not worth a word.
    private static let patience = 0.25
    private var workStart: Double?
    private static let patienceForAnswer = 0.0105
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
    init(state: ViewerState) throws {
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
        let fit = min(1, Double(bounds.w) / 1700, Double(bounds.h) / 1000)
        let flags =
            SDL_WINDOW_RESIZABLE.rawValue | SDL_WINDOW_ALLOW_HIGHDPI.rawValue | SDL_WINDOW_SHOWN.rawValue
        let centred = Int32(bitPattern: 0x2FFF_0000)
        guard
            let window = SDL_CreateWindow(
                Strings.windowTitle, centred, centred, Int32(1700 * fit), Int32(1000 * fit), flags)
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
        let worker = Worker {
            var event = SDL_Event()
            event.type = wake
            SDL_PushEvent(&event)
        }
        screen = Screen(
            state: state, canvas: try Canvas(renderer: renderer), worker: worker, trace: Trace())
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
        }
        guard screen.trace.isOn else {
            inputs = []
            return
        }
        let now = Trace.now()
        inputs.removeAll { input in
            if let generation = input.generation, screen.state.answeredGeneration < generation,
                screen.state.activity == .working
            {
                return false
            }
            screen.trace.write(
                "presented",
                [
                    ("kind", Trace.quoted(input.kind)),
                    ("latency", String(format: "%.3f", (now - input.time) * 1000)),
                    ("result", input.generation == nil ? "false" : "true"),
                ])
            return true
        }
    }

    private func fitDrawable() {
        var (width, height): (Int32, Int32) = (0, 0)
        SDL_GetRendererOutputSize(renderer, &width, &height)
        screen.canvas.fit(width: Int(width), height: Int(height))
    }

    private func updateCursor() {
        let state = screen.state
        let control = state.pointer.flatMap { screen.scene?.control(at: $0) }
        let isButton =
            control?.action != nil || control?.drag != nil
            || state.pointer.flatMap { control?.pick?($0) } != nil
        SDL_SetCursor(isButton ? hand : arrow)
    }

    private func handle(_ event: SDL_Event) {
        switch SDL_EventType(event.type) {
        case SDL_QUIT: isEnding = true
        case SDL_WINDOWEVENT: handle(event.window)
        case SDL_RENDER_TARGETS_RESET, SDL_RENDER_DEVICE_RESET:
            screen.canvas.forgetTextures()
            isDirty = true
        case SDL_KEYDOWN: handle(event.key)
        case SDL_TEXTINPUT where screen.state.hasTextField: type(event.text)
        case SDL_MOUSEMOTION: move(to: place(event.motion.x, event.motion.y), by: event.motion)
        case SDL_MOUSEBUTTONDOWN where event.button.button == 1:
            press(at: place(event.button.x, event.button.y))
        case SDL_MOUSEBUTTONUP where event.button.button == 1:
            release(at: place(event.button.x, event.button.y))
        case SDL_MOUSEWHEEL: turn(event.wheel)
        case SDL_DROPBEGIN: drops = []
        case SDL_DROPFILE:
            if let file = event.drop.file {
                drops.append(String(cString: file))
                SDL_free(file)
            }
        case SDL_DROPTEXT:
            if let text = event.drop.file {
                SDL_free(text)
                screen.state.notice = Strings.droppedText
                isDirty = true
            }
        case SDL_DROPCOMPLETE:
            note("drop", after: screen.state.open(dropped: drops))
            drops = []
        default: break
        }
    }

    private func handle(_ event: SDL_WindowEvent) {
        switch SDL_WindowEventID(UInt32(event.event)) {
        case SDL_WINDOWEVENT_SIZE_CHANGED:
            fitDrawable()
            if screen.state.model != nil { screen.request() }
            isDirty = true
        case SDL_WINDOWEVENT_EXPOSED, SDL_WINDOWEVENT_SHOWN, SDL_WINDOWEVENT_RESTORED: isDirty = true
        case SDL_WINDOWEVENT_LEAVE:
            screen.state.pointer = nil
            isDirty = true
        default: break
        }
    }

    private func handle(_ event: SDL_KeyboardEvent) {
        let modifiers = UInt32(event.keysym.mod)
        let key = KeyBindings.Key(
            code: UInt32(bitPattern: event.keysym.sym),
            isShifted: modifiers & (KMOD_LSHIFT.rawValue | KMOD_RSHIFT.rawValue) != 0,
            isControlled: modifiers & (KMOD_LCTRL.rawValue | KMOD_RCTRL.rawValue) != 0)
        if let direction = KeyBindings.focusDirection(of: key) {
            screen.moveFocus(by: direction)
            isDirty = true
        } else if KeyBindings.pressesFocus(key, isTyping: screen.state.hasTextField),
            let control = screen.focused, let action = control.keys?.press ?? control.action
        {
            perform(action, kind: "key", target: control.name)
        } else if let arrow = KeyBindings.arrow(of: key), let control = screen.focused,
            let keys = control.keys
        {
            if let action = keys.move(arrow) { perform(action, kind: "key", target: control.name) }
        } else if let action = KeyBindings.action(for: key, in: screen.state.keyContext) {
            perform(action, kind: "key")
        }
    }

    /// Letters become text only while there is a field for them: else the key that opens it would be typed into it.
    private func updateTextInput() {
        guard screen.state.hasTextField != (SDL_IsTextInputActive() == SDL_TRUE) else { return }
        if screen.state.hasTextField { SDL_StartTextInput() } else { SDL_StopTextInput() }
    }

    private func type(_ event: SDL_TextInputEvent) {
        let text = withUnsafeBytes(of: event.text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        perform(.type(text), kind: "text")
    }

    /// Window coordinates become drawable pixels, which differ on a display of high density, and then logical ones.
    private func place(_ x: Int32, _ y: Int32) -> Point {
        var (width, height, real, realHeight): (Int32, Int32, Int32, Int32) = (1, 1, 1, 1)
        SDL_GetWindowSize(window, &width, &height)
        SDL_GetRendererOutputSize(renderer, &real, &realHeight)
        return screen.canvas.logical(x: x * real / max(width, 1), y: y * realHeight / max(height, 1))
    }

    private func move(to point: Point, by motion: SDL_MouseMotionEvent) {
        screen.state.pointer = point
        screen.state.hoveredTile = screen.scene?.control(at: point)?.tile
        isDirty = true
        if dragged != nil {
            drag(to: point)
        } else if isScrolling, motion.state & 1 != 0 {
            _ = screen.state.perform(.scrollDiagram(-Double(motion.xrel) / screen.canvas.scale))
        }
    }

    private func press(at point: Point) {
        screen.state.focus = nil
        guard let control = screen.scene?.control(at: point) else { return }
        if control.drag != nil {
            dragged = control
            drag(to: point)
        } else if let action = control.action {
            perform(action, kind: "click", target: control.name)
        } else if let action = control.pick?(point) {
            perform(action, kind: "click", target: control.name)
        } else if control.name == "diagram" {
            isScrolling = true
        }
    }

    private func release(at point: Point) {
        dragged = nil
        lastDrag = nil
        isScrolling = false
    }

    /// Does what the place under the pointer means for the control that was pressed.
    private func drag(to point: Point) {
        guard let action = dragged?.drag?(point), action != lastDrag else { return }
        lastDrag = action
        perform(action, kind: "drag")
    }

    private func turn(_ wheel: SDL_MouseWheelEvent) {
        guard let pointer = screen.state.pointer, screen.state.modelMenu == nil else { return }
        let down = -Double(wheel.preciseY) - 0
        if let popover = screen.state.popover {
            if down != 0 { perform(.step((down > 0 ? 1 : -1) * popover.wheelStep), kind: "wheel") }
            return
        }
        if Layout.resultCard.contains(pointer) {
            if down != 0 { perform(down > 0 ? .nextPage : .previousPage, kind: "wheel") }
        } else if Layout.diagramCard.contains(pointer) {
            if UInt32(SDL_GetModState().rawValue) & (KMOD_LCTRL.rawValue | KMOD_RCTRL.rawValue) != 0 {
                screen.state.zoom(by: down > 0 ? 0.87 : 1.15, around: pointer)
                isDirty = true
            } else {
                perform(.scrollDiagram((down + Double(wheel.preciseX)) * 90), kind: "wheel")
            }
        }
    }

    private func perform(_ action: Action, kind: String, target: String? = nil) {
        note(kind, target: target, after: screen.state.perform(action))
    }

    private func note(_ kind: String, target: String? = nil, after consequence: ViewerState.Consequence) {
        isDirty = true
        let start = Trace.now()
        switch consequence {
        case .redraw: break
        case .request:
            screen.request()
            requestTime = start
        case .cancelWork:
            screen.worker.cancel()
            screen.state.activity = .idle
            screen.state.showsActivity = false
            screen.state.notice = Strings.stopped
        case .download(let name): screen.worker.download(name)
        case .cancelDownload: screen.worker.cancelDownload()
        case .toggleFullScreen: toggleFullScreen()
        case .export(let export): screen.export(export)
        case .listFolder(let folder): screen.worker.fileReader.list(folder)
        case .gatherPhotos(let paths): screen.worker.fileReader.gather(paths)
        case .paste: paste()
        case .quit: isEnding = true
        }
        guard screen.trace.isOn else { return }
        screen.trace.write(
            "input",
            [("kind", Trace.quoted(kind))] + (target.map { [("target", Trace.quoted($0))] } ?? []))
        inputs.append((kind, start, consequence == .request ? screen.state.generation : nil))
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
