import CSDL2

/// An arrow key.
enum Arrow: Sendable {
    case left, right, up, down

    /// Along a scale: 1 for more, −1 for less.
    var step: Int { self == .right || self == .up ? 1 : -1 }
    /// In reading order: 1 for the next, −1 for the one before.
    var readingStep: Int { self == .right || self == .down ? 1 : -1 }
}

/// A key without the modifiers that do not matter to it.
struct Key: Hashable, Sendable {
    var code: UInt32
    var isShifted = false
    var isControlled = false

    init(code: UInt32, isShifted: Bool = false, isControlled: Bool = false) {
        self.code = code
        self.isShifted = isShifted
        self.isControlled = isControlled
    }

    init(_ code: SDL_KeyCode, shift: Bool = false, control: Bool = false) {
        self.init(code: code.rawValue, isShifted: shift, isControlled: control)
    }

    static let enter = [Key(SDLK_RETURN), Key(SDLK_KP_ENTER)]

    /// 1 for Tab, −1 for Shift Tab.
    var focusDirection: Int? { code == SDLK_TAB.rawValue ? (isShifted ? -1 : 1) : nil }

    /// Where it leads within the control that the keyboard is at.
    var arrow: Arrow? {
        switch SDL_KeyCode(code) {
        case SDLK_LEFT: .left
        case SDLK_RIGHT: .right
        case SDLK_UP: .up
        case SDLK_DOWN: .down
        default: nil
        }
    }

    /// Whether it presses the control that the keyboard is at.
    func pressesFocus(isTyping: Bool) -> Bool {
        Self.enter.contains { $0.code == code } || !isTyping && code == SDLK_SPACE.rawValue
    }
}

/// The keys that do something.
struct Shortcut: Sendable {
    let keys: [Key]
    /// The first of them as it is printed on the keyboard, in every language.
    let caption: String

    init(_ caption: String, _ keys: [Key]) {
        self.keys = keys
        self.caption = caption
    }

    init(_ caption: String, _ key: Key) {
        self.init(caption, [key])
    }
}
