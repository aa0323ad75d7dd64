import CSDL2
import Explanations
import Words

/// An arrow key.
enum Arrow: Sendable {
    case left, right, up, down

    /// Along a scale: 1 for more, −1 for less.
    var step: Int { self == .right || self == .up ? 1 : -1 }
    /// In reading order: 1 for the next, −1 for the one before.
    var readingStep: Int { self == .right || self == .down ? 1 : -1 }
}

/// Which key does what: one list for the loop, the overlay that shows them and the tests.
enum KeyBindings {
    /// A key without the modifiers that do not matter to it.
    struct Key: Hashable, Sendable {
        var code: UInt32
        var isShifted = false
        var isControlled = false
    }

    struct Binding: Sendable {
        let keys: [Key]
        /// As it is printed on the keyboard.
        let caption: Words
        let action: Action
        /// What it does, one line.
        let description: Words
    }

    /// The first nine methods by their numbers.
    private static let modes = ExplanationMethods.all.prefix(9).enumerated().map { index, method in
        Binding(
            keys: [SDLK_1, SDLK_KP_1].map { Key(code: $0.rawValue + UInt32(index)) }, caption: "\(index + 1)",
            action: .chooseMode(index), description: method.title)
    }

    static let all: [Binding] = modes + others

    private static let others: [Binding] = [
        Binding(keys: [key(SDLK_RIGHT)], caption: "→", action: .nextLayer, description: "Next layer"),
        Binding(keys: [key(SDLK_LEFT)], caption: "←", action: .previousLayer, description: "Previous layer"),
        Binding(keys: [key(SDLK_DOWN)], caption: "↓", action: .nextClass, description: "Next prediction"),
        Binding(
            keys: [key(SDLK_UP)], caption: "↑", action: .previousClass, description: "Previous prediction"),
        Binding(keys: [key(SDLK_o)], caption: "O", action: .toggleMethods, description: "All methods"),
        Binding(
            keys: [key(SDLK_p)], caption: "P", action: .toggleOptions, description: "Options of the method"),
        Binding(
            keys: [key(SDLK_PAGEDOWN)], caption: "Page Down", action: .nextPage,
            description: "Next page of feature maps"),
        Binding(
            keys: [key(SDLK_PAGEUP)], caption: "Page Up", action: .previousPage,
            description: "Previous page of feature maps"),
        Binding(keys: [key(SDLK_n)], caption: "N", action: .nextPhoto, description: "Next photo"),
        Binding(
            keys: [key(SDLK_n, shift: true)], caption: "Shift N", action: .previousPhoto,
            description: "Previous photo"),
        Binding(
            keys: [key(SDLK_m)], caption: "M", action: .toggleModelMenu,
            description: "Networks: open or download one"),
        Binding(
            keys: [
                key(SDLK_PLUS), key(SDLK_PLUS, shift: true), key(SDLK_EQUALS), key(SDLK_EQUALS, shift: true),
                key(SDLK_KP_PLUS),
            ],
            caption: "+", action: .zoomIn, description: "Enlarge the diagram"),
        Binding(
            keys: [key(SDLK_MINUS), key(SDLK_KP_MINUS)], caption: "−", action: .zoomOut,
            description: "Shrink the diagram"),
        Binding(
            keys: [key(SDLK_0), key(SDLK_KP_0)], caption: "0", action: .fitDiagram,
            description: "Show the whole diagram"),
        Binding(
            keys: [key(SDLK_o, control: true)], caption: "Ctrl O", action: .toggleBrowser,
            description: "Open files; all photos"),
        Binding(
            keys: [key(SDLK_v, control: true)], caption: "Ctrl V", action: .paste,
            description: "Open the path that was copied"),
        Binding(
            keys: [key(SDLK_DELETE)], caption: "Delete", action: .closePhoto,
            description: "Take the photo off the list"),
        Binding(
            keys: [key(SDLK_c)], caption: "C", action: .pick(.classes), description: "All classes, to search"),
        Binding(
            keys: [key(SDLK_SLASH), key(SDLK_f, control: true)], caption: "/", action: .pick(.layers),
            description: "Find a layer"),
        Binding(
            keys: [key(SDLK_i)], caption: "I", action: .toggleGuide, description: "What the method tells"),
        Binding(
            keys: [key(SDLK_v)], caption: "V", action: .toggleCompare, description: "Compare side by side"),
        Binding(
            keys: [key(SDLK_t)], caption: "T", action: .toggleEvaluate, description: "Measure the answer"),
        Binding(
            keys: [key(SDLK_z, control: true)], caption: "Ctrl Z", action: .undo, description: "Undo"),
        Binding(
            keys: [key(SDLK_y, control: true), key(SDLK_z, shift: true, control: true)], caption: "Ctrl Y",
            action: .redo, description: "Redo"),
        Binding(
            keys: [key(SDLK_s)], caption: "S", action: .export(.result),
            description: "Save the result as PNG"),
        Binding(
            keys: [key(SDLK_e)], caption: "E", action: .toggleExport, description: "Save and copy"),
        Binding(
            keys: [key(SDLK_c, control: true)], caption: "Ctrl C", action: .export(.commandLine),
            description: "Copy the command line"),
        Binding(
            keys: [key(SDLK_d)], caption: "D", action: .toggleDark, description: "Light or dark"),
        Binding(
            keys: [key(SDLK_b)], caption: "B", action: .toggleLarge,
            description: "Larger letters, for a projector"),
        Binding(
            keys: [key(SDLK_f), key(SDLK_F11)], caption: "F", action: .toggleFullScreen,
            description: "Full screen"),
        Binding(
            keys: [key(SDLK_l)], caption: "L", action: .toggleLanguages, description: "Language"),
        Binding(
            keys: [key(SDLK_h), key(SDLK_F1), key(SDLK_QUESTION), key(SDLK_SLASH, shift: true)], caption: "H",
            action: .toggleKeys, description: "This list"),
        Binding(
            keys: [key(SDLK_ESCAPE)], caption: "Esc", action: .closeOrCancel,
            description: "Close, or cancel, or quit"),
        Binding(
            keys: [key(SDLK_q), key(SDLK_q, control: true)], caption: "Q", action: .quit, description: "Quit"),
    ]

    /// While the list of networks is open, before ``all``.
    static let inModelMenu: [Binding] = [
        Binding(keys: [key(SDLK_DOWN)], caption: "↓", action: .nextModel, description: "Next network"),
        Binding(keys: [key(SDLK_UP)], caption: "↑", action: .previousModel, description: "Previous network"),
        Binding(
            keys: [key(SDLK_RETURN), key(SDLK_KP_ENTER)], caption: "Enter", action: .chooseModel(nil),
            description: "Open the network, or download it"),
    ]

    /// While a list with a text field is open, in place of ``all``: letters are typed.
    static let inTextField: [Binding] = [
        Binding(keys: [key(SDLK_DOWN)], caption: "↓", action: .step(1), description: "Next row"),
        Binding(keys: [key(SDLK_UP)], caption: "↑", action: .step(-1), description: "Previous row"),
        Binding(
            keys: [key(SDLK_PAGEDOWN)], caption: "Page Down", action: .step(12), description: "Further on"),
        Binding(
            keys: [key(SDLK_PAGEUP)], caption: "Page Up", action: .step(-12), description: "Further back"),
        Binding(
            keys: [key(SDLK_RETURN), key(SDLK_KP_ENTER)], caption: "Enter", action: .confirm,
            description: "Take what is highlighted"),
        Binding(
            keys: [key(SDLK_BACKSPACE)], caption: "Backspace", action: .deleteBackwards,
            description: "Delete the last letter"),
        Binding(
            keys: [key(SDLK_v, control: true)], caption: "Ctrl V", action: .paste, description: "Paste"),
        Binding(keys: [key(SDLK_ESCAPE)], caption: "Esc", action: .closePopover, description: "Close"),
    ]

    /// In the file browser, before ``inTextField``: its cells stand in rows.
    static let inBrowser: [Binding] = [
        Binding(
            keys: [key(SDLK_DOWN)], caption: "↓", action: .step(Browser.columns), description: "Next row"),
        Binding(
            keys: [key(SDLK_UP)], caption: "↑", action: .step(-Browser.columns), description: "Previous row"),
        Binding(keys: [key(SDLK_RIGHT)], caption: "→", action: .step(1), description: "Next file"),
        Binding(keys: [key(SDLK_LEFT)], caption: "←", action: .step(-1), description: "Previous file"),
        Binding(
            keys: [key(SDLK_o, control: true)], caption: "Ctrl O", action: .toggleBrowser,
            description: "Close"),
    ]

    /// While the list of languages is open, before ``all``.
    static let inLanguages: [Binding] = [
        Binding(keys: [key(SDLK_DOWN)], caption: "↓", action: .step(1), description: "Next row"),
        Binding(keys: [key(SDLK_UP)], caption: "↑", action: .step(-1), description: "Previous row"),
        Binding(
            keys: [key(SDLK_RETURN), key(SDLK_KP_ENTER)], caption: "Enter", action: .confirm,
            description: "Take what is highlighted"),
    ]

    /// What keys mean depends on what is open.
    enum Context {
        case window, modelMenu, textField, browser, languages
    }

    static func action(for key: Key, in context: Context = .window) -> Action? {
        let bindings =
            switch context {
            case .window: all
            case .modelMenu: inModelMenu + all
            case .textField: inTextField
            case .browser: inBrowser + inTextField
            case .languages: inLanguages + all
            }
        return bindings.first { $0.keys.contains(key) }?.action
    }

    /// 1 for Tab, −1 for Shift Tab.
    static func focusDirection(of key: Key) -> Int? {
        key.code == SDLK_TAB.rawValue ? (key.isShifted ? -1 : 1) : nil
    }

    /// Where it leads within the control that the keyboard is at.
    static func arrow(of key: Key) -> Arrow? {
        switch SDL_KeyCode(key.code) {
        case SDLK_LEFT: .left
        case SDLK_RIGHT: .right
        case SDLK_UP: .up
        case SDLK_DOWN: .down
        default: nil
        }
    }

    /// Whether it presses the control that the keyboard is at.
    static func pressesFocus(_ key: Key, isTyping: Bool) -> Bool {
        [SDLK_RETURN, SDLK_KP_ENTER].contains { $0.rawValue == key.code }
            || !isTyping && key.code == SDLK_SPACE.rawValue
    }

    private static func key(_ code: SDL_KeyCode, shift: Bool = false, control: Bool = false) -> Key {
        Key(code: UInt32(code.rawValue), isShifted: shift, isControlled: control)
    }
}
