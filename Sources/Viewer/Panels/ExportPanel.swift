import CSDL2
import Words

/// What can be saved and copied.
struct ExportPanel: Panel {
    static let name = "export"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Save and copy", Shortcut("E", Key(SDLK_e)), .saving, caption: "Save",
        hint: "Save pictures and values, copy the command line (E)")
    static let place = PanelPlace.answer
    static let hangsFromButton = true
    static let texts = Export.allCases.flatMap { [words(of: $0).title, words(of: $0).description] }

    private static func words(of export: Export) -> (title: Words, description: Words) {
        switch export {
        case .result: ("Picture", "The result as PNG, as the command line writes it (S)")
        case .window: ("Whole window", "As it is on the screen, as PNG")
        case .array: ("Values", "What was computed, before any colouring, as NumPy's .npy")
        case .parameters: ("Parameters", "The question, every option and the answer's facts as JSON")
        case .commandLine: ("Command line", "Copy the command that makes this picture (Ctrl C)")
        case .film: ("Film", "One picture for each frame of the film, as an animated GIF")
        case .filmSheet: ("Film on one sheet", "The frames of the film beside each other, as PNG")
        case .frame: ("Frame", "The frame of the video or camera, as it is, as PNG")
        case .network: ("Trained network", "With its class names, as safetensors under PyTorch's names")
        case .session: ("Session", "Photos, network, layer, method and options, to open again later")
        }
    }

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    private static let rowHeight = 38.0

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("export.veil", action: .closeCard)
        let width = 780.0
        let offered = Export.allCases.filter(scene.state.offers)
        let card = Rect(
            x: Layout.question.maxX - width, y: Layout.question.maxY + 4, width: width,
            height: Double(offered.count) * Self.rowHeight + 20)
        scene.popover("export.card", card)
        for (index, export) in offered.enumerated() {
            let frame = Rect(
                x: card.x + 8, y: card.y + 10 + Double(index) * Self.rowHeight, width: width - 16,
                height: Self.rowHeight)
            scene.row(frame, isChosen: false)
            let words = Self.words(of: export)
            canvas.text(
                words.title, in: Rect(x: frame.x + 14, y: frame.y, width: 200, height: frame.height),
                weight: .bold)
            canvas.text(
                words.description,
                in: Rect(x: frame.x + 220, y: frame.y, width: frame.width - 234, height: frame.height),
                size: Theme.Size.small, Theme.secondaryText)
            scene.add(Control("export.\(export)", frame, action: .export(export), label: words.title))
        }
    }
}
