import CSDL2
import Foundation

/// What each event of the window, the keyboard and the mouse does.
extension EventLoop {
    func handle(_ event: SDL_Event) {
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
            drop(drops)
            drops = []
        default: break
        }
    }

    /// Gives files to what lies under the pointer, if that takes any. While they are dragged no motion is told.
    private func drop(_ files: [String]) {
        var (x, y, left, top): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        SDL_GetGlobalMouseState(&x, &y)
        SDL_GetWindowPosition(window, &left, &top)
        let point = place(x - left, y - top)
        let action = screen.scene?.controls.last { $0.drop != nil && $0.frame.contains(point) }?.drop?(files)
        perform(action ?? screen.state.dropped(files), kind: "drop")
    }

    private func handle(_ event: SDL_WindowEvent) {
        switch SDL_WindowEventID(UInt32(event.event)) {
        case SDL_WINDOWEVENT_SIZE_CHANGED:
            fitDrawable()
            // Work that is running or held is not begun anew for another size.
            isResizePending = true
            isDirty = true
        case SDL_WINDOWEVENT_EXPOSED, SDL_WINDOWEVENT_SHOWN, SDL_WINDOWEVENT_RESTORED: isDirty = true
        case SDL_WINDOWEVENT_CLOSE: perform(.quit, kind: "close")
        case SDL_WINDOWEVENT_LEAVE:
            movePointer(to: nil)
        default: break
        }
    }

    private func handle(_ event: SDL_KeyboardEvent) {
        let modifiers = UInt32(event.keysym.mod)
        let key = Key(
            code: UInt32(bitPattern: event.keysym.sym),
            isShifted: modifiers & Self.shift != 0,
            isControlled: modifiers & Self.control != 0)
        if let direction = key.focusDirection {
            screen.moveFocus(by: direction)
            isDirty = true
        } else if key.pressesFocus(isTyping: screen.state.hasTextField),
            let control = screen.focused, let action = control.keys?.press ?? control.action
        {
            perform(action, kind: "key", target: control.name)
        } else if let arrow = key.arrow, let control = screen.focused,
            let keys = control.keys
        {
            if let action = keys.move(arrow) { perform(action, kind: "key", target: control.name) }
        } else if let action = screen.state.inspectionAction(for: key) {
            perform(action, kind: "key")
        } else if let action = screen.state.presentationAction(for: key)
            ?? screen.state.lessonAction(for: key) ?? screen.state.videoAction(for: key)
        {
            perform(action, kind: "key")
        } else if screen.navigateCard(by: key) {
            isDirty = true
        } else if let action = KeyTable.action(for: key, in: screen.state.card) {
            perform(action, kind: "key")
        }
    }

    /// Letters become text only while there is a field for them: else the key that opens it would be typed into it.
    func updateTextInput() {
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
        movePointer(to: point)
        screen.state.hoveredTile = screen.scene?.control(at: point)?.tile
        if dragged != nil {
            drag(to: point)
        } else if let control = screen.scene?.control(at: point), let action = control.follow?(point) {
            if action != lastFollowed { perform(action, kind: "follow", target: control.name) }
            lastFollowed = action
        } else if isScrolling, motion.state & 1 != 0 {
            let distance = Point(
                x: -Double(motion.xrel) / screen.canvas.scale, y: -Double(motion.yrel) / screen.canvas.scale)
            pan(by: distance)
        }
    }

    /// Most motions leave no trace in the window: then the frame that is shown stays.
    private func movePointer(to point: Point?) {
        let before = screen.state.pointer
        screen.state.pointer = point
        lastMotion = point == nil ? nil : Trace.now()
        if screen.state.isPointerResting {
            screen.state.isPointerResting = false
            isDirty = true
        }
        if let scene = screen.scene, scene.traces(of: before) == scene.traces(of: point) {
            updateCursor()
        } else {
            isDirty = true
        }
    }

    /// Either key of a kind, as bits of modifiers.
    private static let shift = KMOD_LSHIFT.rawValue | KMOD_RSHIFT.rawValue
    private static let control = KMOD_LCTRL.rawValue | KMOD_RCTRL.rawValue

    private static func isHeld(_ keys: UInt32) -> Bool { UInt32(SDL_GetModState().rawValue) & keys != 0 }

    private func press(at point: Point) {
        screen.state.focus = nil
        guard let control = screen.scene?.control(at: point) else { return }
        if control.pans {
            held = (control, 0)
            isScrolling = true
        } else if let action = control.shiftedAction, Self.isHeld(Self.shift) {
            perform(action, kind: "click", target: control.name)
        } else if control.drag != nil {
            dragged = control
            drag(to: point)
        } else if let action = control.action {
            perform(action, kind: "click", target: control.name)
        } else if let action = control.pick?(point) {
            perform(action, kind: "click", target: control.name)
        }
    }

    /// Moves the diagram along with the pointer; a press that hardly moved is one on what lies there.
    private func pan(by distance: Point) {
        if let (control, moved) = held {
            held = (control, moved + abs(distance.x) + abs(distance.y))
            guard moved + abs(distance.x) + abs(distance.y) > Self.steadiness else { return }
            held = nil
        }
        _ = screen.state.perform(.scrollDiagram(distance))
        isDirty = true
    }

    /// Logical pixels that a hand may move while it clicks.
    private static let steadiness = 5.0

    private func release(at point: Point) {
        if let (control, _) = held, let action = control.action {
            perform(action, kind: "click", target: control.name)
        }
        let pressed = dragged
        held = nil
        dragged = nil
        lastDrag = nil
        screen.state.endStroke()
        isScrolling = false
        guard let selection = screen.state.selection else { return }
        if selection.isPress, let pressed, let action = pressed.action {
            screen.state.selection = nil
            perform(action, kind: "click", target: pressed.name)
        } else {
            perform(.endSelection, kind: "drag")
        }
    }

    /// Does what the place under the pointer means for the control that was pressed.
    private func drag(to point: Point) {
        guard let action = dragged?.drag?(point), action != lastDrag else { return }
        lastDrag = action
        perform(action, kind: "drag")
    }

    private func turn(_ wheel: SDL_MouseWheelEvent) {
        guard let pointer = screen.state.pointer else { return }
        let down = -Double(wheel.preciseY)
        if let card = screen.state.card {
            if down != 0, let distance = Swift.type(of: card).wheelStep {
                perform(.step((down > 0 ? 1 : -1) * distance), kind: "wheel")
            }
            return
        }
        if let control = screen.scene?.controls.last(where: { $0.wheel != nil && $0.frame.contains(pointer) })
        {
            if down != 0, let action = control.wheel?(down > 0 ? 1 : -1) { perform(action, kind: "wheel") }
        } else if !Layout.extent.showsGraph, Layout.resultCard.contains(pointer) {
            if down != 0 { perform(down > 0 ? .nextPage : .previousPage, kind: "wheel") }
        } else if Layout.diagramCard.contains(pointer) {
            if Self.isHeld(Self.control) {
                screen.state.zoom(by: down > 0 ? 0.87 : 1.15, around: pointer)
                isDirty = true
            } else {
                // One row has nothing above it and below.
                let isAlong = Self.isHeld(Self.shift) || !screen.state.scrollsDown
                let distance = Point(
                    x: ((isAlong ? down : 0) + Double(wheel.preciseX)) * 90, y: isAlong ? 0 : down * 90)
                perform(.scrollDiagram(distance), kind: "wheel")
            }
        }
    }
}
