import CSDL2
import Datasets
import Training
import Words

/// The card on which a network is trained: classes as boxes for photos, what is to be learnt and how, the curves while it learns.
struct TrainingCard: Panel, TextCard {
    static let name = "train"
    static let question: FileQuestion? = .inventory
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Train a network on photos of your own", Shortcut("R", Key(SDLK_r)), .network,
        caption: "Train", hint: "Teach a network classes of your own (R)")
    static let place = PanelPlace.view
    static let hangsFromButton = false
    static let takesPhotos = true
    static var texts: [Words] { fixedTexts + variations.flatMap { [$0.title, $0.hint] } + examples }

    /// The box of which the name is being typed, and the name so far; nil for none.
    private(set) var naming: (box: Int, name: String)?

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) || state.training.isBusy }

    mutating func type(_ text: String) { naming?.name += text }
    mutating func deleteBackwards() { naming = naming.map { ($0.box, String($0.name.dropLast())) } }
    mutating func step(by distance: Int) {}

    /// A row puts the keyboard at that box's name; none ends it.
    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        var card = self
        let classes = state.training.plan.classes
        card.naming = row.flatMap { classes.indices.contains($0) ? ($0, classes[$0].name) : nil }
        state.card = card
        return .redraw
    }

    private static var frame: Rect { Layout.middle(width: 1480, height: 916) }
    private static let margin = 26.0

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("train.veil", action: .closeCard)
        let card = Self.frame
        scene.popover("train.card", card)
        canvas.text(
            Self.heading, in: Rect(x: card.x + Self.margin, y: card.y + 12, width: 120, height: 38),
            size: Theme.Size.title, weight: .bold)
        canvas.text(
            Self.foot, in: Rect(x: card.x + 140, y: card.y + 12, width: card.width - 220, height: 38),
            size: Theme.Size.small, Theme.secondaryText)
        scene.button(
            "train.close", "×", in: Rect(x: card.maxX - 52, y: card.y + 14, width: 34, height: 34),
            action: .closeCard, size: Theme.Size.heading)
        let left = Rect(
            x: card.x + Self.margin, y: card.y + 60, width: card.width - 600, height: card.height - 84)
        drawClasses(in: Rect(x: left.x, y: left.y, width: left.width, height: 560), scene)
        drawExamples(in: Rect(x: left.x, y: left.maxY - 258, width: left.width, height: 258), scene)
        let right = Rect(
            x: left.maxX + 30, y: left.y, width: card.maxX - Self.margin - left.maxX - 30, height: left.height
        )
        drawSettings(in: right, scene)
    }
}

extension ViewerState {
    /// Takes over what was typed as a class's name.
    mutating func adoptClassName() {
        guard let naming = (card as? TrainingCard)?.naming else { return }
        rename(class: naming.box, to: naming.name)
    }
}
