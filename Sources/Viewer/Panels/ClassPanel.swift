import CSDL2
import Explanations
import ModelFormats
import Words

/// What can be explained: every class of the network, the most probable first, or what else it finds; its outputs; and whatever a person
/// types.
struct ClassPanel: PickerPanel {
    static let name = "classes"
    static let command = Command(
        toggle, "All classes, to search", Shortcut("C", Key(SDLK_c)), .search, caption: "All …",
        hint: "Every class of the network, to search (C)")
    static let placeholder: Words =
        "A class, or what else to explain: #1 versus #2, sum, value 3 of an output"
    static var anchor: Rect { Layout.outputCard }
    static let isAtRight = true
    static let detailWidth = 84.0

    var picker: Picker
    /// What rows stand for that are no classes, as on the command line.
    private let targets: [String]

    init?(in state: ViewerState) {
        guard let analysis = state.analysis else { return nil }
        var rows = analysis.predictions.map { prediction in
            state.pickerRow(
                Words(className: prediction.label),
                Words(verbatim: prediction.probability.asPercentage), prediction.index)
        }
        var targets: [String] = []
        func offer(_ title: Words, _ detail: Words, _ target: String) {
            targets.append(target)
            let row = state.pickerRow(title, detail, Self.firstTarget - targets.count)
            rows.append(
                Picker.Row(
                    title: row.title, detail: row.detail, names: "\(row.names) \(target)",
                    target: row.target))
        }
        for thing in analysis.found?.things ?? [] {
            offer(
                Strings.foundThing(thing.name, thing.target),
                Words(verbatim: thing.detail ?? thing.share?.asPercentage ?? ""), thing.target)
        }
        for target in Self.ofOutputs(of: state.model) where !targets.contains(target) {
            offer(Words(verbatim: target), "", target)
        }
        let chosen = state.choices.target.flatMap { targets.firstIndex(of: $0) }
        self.targets = targets
        picker = Picker(rows: rows, at: chosen.map { Self.firstTarget - 1 - $0 } ?? state.classIndex)
    }

    /// What can be asked of the outputs whatever they are.
    private static func ofOutputs(of model: Model?) -> [String] {
        guard let model else { return [] }
        return model.graph.outputs.flatMap { output -> [String] in
            switch model.kind(of: output) {
            case .number: ["value 0 of \(output.name)"]
            case .embedding, .values, .picture, .classMaps:
                ["sum of \(output.name)", "norm of \(output.name)"]
            case .scores where output.name != model.explainedOutput: ["class #1 of output \(output.name)"]
            case .scores, .boxes, .ofBoxes: []
            }
        }
    }

    /// A text that is a target's is offered first.
    mutating func type(_ text: String) {
        picker.type(text)
        offerTarget()
    }

    mutating func deleteBackwards() {
        picker.deleteBackwards()
        offerTarget()
    }

    private static let targetRow = -1
    /// Rows that stand for targets count down from here.
    private static let firstTarget = -1

    private mutating func offerTarget() {
        guard (try? Targets.named(picker.query)) != nil else { return picker.offer(nil) }
        picker.offer(
            Picker.Row(
                title: Strings.explain(picker.query), detail: "", names: picker.query, target: Self.targetRow)
        )
    }

    func action(for row: Picker.Row) -> Action {
        if row.target == Self.targetRow { return .explain(row.names) }
        let place = Self.firstTarget - 1 - row.target
        return targets.indices.contains(place) ? .explain(targets[place]) : .chooseClass(row.target)
    }
}
