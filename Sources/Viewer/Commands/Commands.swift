import CSDL2
import Explanations
import Words

/// What a person can do by a key, except for opening cards: those commands stand with their panels.
enum Commands {
    static let all: [Command] =
        methods + [
            nextLayer, previousLayer, nextClass, previousClass, nextPage, previousPage, nextPhoto,
            previousPhoto,
            zoomIn, zoomOut, fitDiagram, showGraph, paste, closePhoto, undo, redo, saveResult,
            copyCommandLine,
            toggleDark,
            toggleLarge, toggleContrast, toggleMotion, present, playFilm, previousFrame, nextFrame,
            toggleFullScreen, nextMistake, previousMistake,
            closeOrCancel, goOn, showStep, quit,
        ]

    /// The first nine methods by their numbers.
    private static let methods = ExplanationMethods.all.prefix(9).enumerated().map { index, method in
        Command(
            .chooseMode(index), method.title,
            Shortcut("\(index + 1)", [SDLK_1, SDLK_KP_1].map { Key(code: $0.rawValue + UInt32(index)) }),
            .methods)
    }

    static let nextLayer = Command(.nextLayer, "Next layer", Shortcut("→", Key(SDLK_RIGHT)), .moving)
    static let previousLayer = Command(
        .previousLayer, "Previous layer", Shortcut("←", Key(SDLK_LEFT)), .moving)
    static let nextClass = Command(.nextClass, "Next prediction", Shortcut("↓", Key(SDLK_DOWN)), .moving)
    static let previousClass = Command(
        .previousClass, "Previous prediction", Shortcut("↑", Key(SDLK_UP)), .moving)

    static let nextPage = Command(
        .nextPage, "Next page of feature maps", Shortcut("Page Down", Key(SDLK_PAGEDOWN)), .pages,
        caption: "›", hint: "Next maps (Page Down, or the wheel)")
    static let previousPage = Command(
        .previousPage, "Previous page of feature maps", Shortcut("Page Up", Key(SDLK_PAGEUP)), .pages,
        caption: "‹", hint: "Previous maps (Page Up, or the wheel)")
    static let nextPhoto = Command(
        .nextPhoto, "Next photo", Shortcut("N", Key(SDLK_n)), .pages, caption: "›", hint: "Next photo (N)")
    static let previousPhoto = Command(
        .previousPhoto, "Previous photo", Shortcut("Shift N", Key(SDLK_n, shift: true)), .pages,
        caption: "‹", hint: "Previous photo (Shift N)")

    static let zoomIn = Command(
        .zoomIn, "Enlarge the diagram",
        Shortcut(
            "+",
            [
                Key(SDLK_PLUS), Key(SDLK_PLUS, shift: true), Key(SDLK_EQUALS), Key(SDLK_EQUALS, shift: true),
                Key(SDLK_KP_PLUS),
            ]),
        .network, caption: "+", hint: "Enlarge the diagram (+, or Ctrl and the wheel)")
    static let zoomOut = Command(
        .zoomOut, "Shrink the diagram", Shortcut("−", [Key(SDLK_MINUS), Key(SDLK_KP_MINUS)]), .network,
        caption: "−", hint: "Shrink the diagram (−, or Ctrl and the wheel)")
    static let fitDiagram = Command(
        .fitDiagram, "Show the whole diagram", Shortcut("0", [Key(SDLK_0), Key(SDLK_KP_0)]), .network,
        caption: "Fit", hint: "Show the whole diagram (0)")

    static let showGraph = Command(
        .toggleGraph, "The network in the whole window", Shortcut("G", Key(SDLK_g)), .network,
        caption: "Graph", hint: "The network in the whole window, with what its layers hold (G)")

    static let paste = Command(
        .paste, "Open the path that was copied", Shortcut("Ctrl V", Key(SDLK_v, control: true)), .files)
    static let closePhoto = Command(
        .closePhoto, "Take the photo off the list", Shortcut("Delete", Key(SDLK_DELETE)), .files)

    static let undo = Command(.undo, "Undo", Shortcut("Ctrl Z", Key(SDLK_z, control: true)), .history)
    static let redo = Command(
        .redo, "Redo",
        Shortcut("Ctrl Y", [Key(SDLK_y, control: true), Key(SDLK_z, shift: true, control: true)]), .history)

    static let saveResult = Command(
        .export(.result), "Save the result as PNG", Shortcut("S", Key(SDLK_s)), .saving)
    static let copyCommandLine = Command(
        .export(.commandLine), "Copy the command line", Shortcut("Ctrl C", Key(SDLK_c, control: true)),
        .saving)

    static let toggleDark = Command(.toggleDark, "Light or dark", Shortcut("D", Key(SDLK_d)), .window)
    static let toggleLarge = Command(
        .toggleLarge, "Size of letters: three steps", Shortcut("B", Key(SDLK_b)), .window)
    static let toggleContrast = Command(
        .toggleContrast, "High contrast", Shortcut("Shift D", Key(SDLK_d, shift: true)), .window)
    static let toggleMotion = Command(
        .toggleMotion, "Less motion", Shortcut("Shift K", Key(SDLK_k, shift: true)), .window)
    static let present = Command(
        .present, "Present: the answer alone, Page Up and Down go on",
        Shortcut("P", [Key(SDLK_p), Key(SDLK_F5)]), .window)
    static let toggleFullScreen = Command(
        .toggleFullScreen, "Full screen", Shortcut("F", [Key(SDLK_f), Key(SDLK_F11)]), .window)
    static let closeOrCancel = Command(
        .closeOrCancel, "Close, stop or go back", Shortcut("Esc", Key(SDLK_ESCAPE)), .window)
    static let playFilm = Command(.film(.play), "Play the film", Shortcut("K", Key(SDLK_k)), .pages)
    static let previousFrame = Command(
        .film(.step(-1)), "Film: one network back", Shortcut(",", Key(SDLK_COMMA)), .pages)
    static let nextFrame = Command(
        .film(.step(1)), "Film: one network on", Shortcut(".", Key(SDLK_PERIOD)), .pages)
    static let nextMistake = Command(
        .set(.stepMistake(1)), "Set: next mistake", Shortcut("Y", Key(SDLK_y)), .pages)
    static let previousMistake = Command(
        .set(.stepMistake(-1)), "Set: previous mistake", Shortcut("Shift Y", Key(SDLK_y, shift: true)),
        .pages)
    static let goOn = Command(
        .goOn, "Go on with what was stopped", Shortcut("Space", Key(SDLK_SPACE)), .window,
        caption: "Go on", hint: "Computes the rest (Space)")
    static let showStep = Command(
        .showStep, "In a lesson: show me", Shortcut("J", Key(SDLK_j)), .window, caption: "Show me",
        hint: "The window does this step (J)")
    static let quit = Command(
        .quit, "Quit", Shortcut("Ctrl Q", Key(SDLK_q, control: true)), .window)
}
