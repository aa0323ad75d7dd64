import CSDL2
import Foundation
import Words

/// Asks under which name and where something is saved.
extension Saving: Panel, TextCard {
    static let name = "save"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Commands.saveResult
    static let place = PanelPlace.view
    static let hangsFromButton = false
    static let texts: [Words] =
        [heading, taken, unnamed, endings, save, replace, foot] + Field.allCases.map(title)

    private static let heading: Words = "Save"
    private static let taken: Words = "There is a file of that name. Save again to replace it."
    private static let unnamed: Words = "A name without / is missing."
    private static let endings: Words = "A name that ends in .svg, .pdf or .html makes a figure for a paper."
    private static let save: Words = "Save"
    private static let replace: Words = "Replace"
    private static let foot: Words = "↑ ↓ choose a line, Enter saves, Esc leaves it."

    private static func title(_ field: Field) -> Words {
        switch field {
        case .name: "Name"
        case .folder: "Folder"
        }
    }

    /// What is saved has to be known.
    init?(in state: ViewerState) { return nil }

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    mutating func type(_ text: String) { edit { $0 += text } }
    mutating func deleteBackwards() { edit { $0 = String($0.dropLast()) } }

    mutating func step(by distance: Int) { field = distance > 0 ? .folder : .name }

    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        if let row {
            var saving = self
            saving.field = Field(rawValue: row) ?? .name
            state.card = saving
            return .redraw
        }
        guard isNamed else { return .redraw }
        state.card = nil
        state.preferences.saveFolder = folder
        return .save(self)
    }

    private static let size = (width: 900.0, height: 226.0)
    private static let margin = 26.0

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("save.veil", action: .closeCard)
        let card = Rect(
            x: Layout.question.maxX - Self.size.width, y: Layout.question.maxY + 4, width: Self.size.width,
            height: Self.size.height)
        scene.popover("save.card", card)
        canvas.text(
            Self.heading, in: Rect(x: card.x + Self.margin, y: card.y + 12, width: 300, height: 36),
            size: Theme.Size.title, weight: .bold)
        for (index, field) in Field.allCases.enumerated() {
            let y = card.y + 58 + Double(index) * 48
            let isActive = field == self.field
            canvas.text(
                Self.title(field), in: Rect(x: card.x + Self.margin, y: y, width: 120, height: 38),
                weight: .bold,
                isActive ? Theme.accent : Theme.text)
            scene.textField(
                "save.\(field)", field == .name ? fileName : folder, placeholder: "…",
                in: Rect(x: card.x + 150, y: y, width: card.width - 150 - Self.margin, height: 38),
                isActive: isActive, action: .take(field.rawValue))
        }
        let y = card.maxY - 60
        let problem = isTaken ? Self.taken : isNamed ? nil : Self.unnamed
        canvas.text(
            problem ?? (export == .result ? Self.endings : Self.foot),
            in: Rect(x: card.x + Self.margin, y: y, width: 620, height: 40),
            size: Theme.Size.small, weight: problem == nil ? .regular : .bold,
            problem == nil ? Theme.secondaryText : Theme.warning)
        let caption = isTaken ? Self.replace : Self.save
        let width = canvas.width(of: caption, size: Theme.Size.body, weight: .bold) + 48
        scene.button(
            "save.go", caption,
            in: Rect(x: card.maxX - Self.margin - width, y: y, width: width, height: 40), action: .take(nil),
            isChosen: true)
    }
}
