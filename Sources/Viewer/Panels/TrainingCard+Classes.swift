import Datasets
import Training
import Words

/// The boxes of the classes, and what the network will see of them.
extension TrainingCard {
    static let heading: Words = "Train"
    static let foot: Words =
        "Drop photos and folders on a box; a folder with one folder for each class fills all boxes at once. Esc closes; the training goes on."
    private static let newClass: Words = "Drop photos or folders here for a new class"
    private static let removeHint: Words = "Takes the class away; its files stay where they are."
    private static let nameless: Words = "The class's name"
    private static let seen: Words = "What the network sees"
    private static let seenHint: Words = "Draws the first photos of the training as they reach the network."
    private static let show: Words = "Show"
    private static let noExamples: Words =
        "Sixteen photos as they reach the network: cut to its part, at its size, varied."

    private static func photos(_ count: Int) -> Words { count == 1 ? "1 photo" : "\(count) photos" }
    private static func more(_ count: Int) -> Words { "and \(count) more classes" }

    static var classTexts: [Words] {
        [
            heading, foot, newClass, removeHint, nameless, seen, seenHint, show, noExamples, photos(1),
            photos(2),
            more(3),
        ]
    }

    /// Boxes for which there is room.
    private static let mostBoxes = 23
    private static let gap = 14.0

    func drawClasses(in area: Rect, _ scene: Scene) {
        let classes = scene.state.training.plan.classes
        let shown = min(classes.count, Self.mostBoxes)
        let count = shown + 1
        let columns = count <= 4 ? 2 : count <= 9 ? 3 : 4
        let rows = (count + columns - 1) / columns
        let width = (area.width + Self.gap) / Double(columns) - Self.gap
        let height = min(270, (area.height + Self.gap) / Double(rows) - Self.gap)
        func frame(_ place: Int) -> Rect {
            Rect(
                x: area.x + Double(place % columns) * (width + Self.gap),
                y: area.y + Double(place / columns) * (height + Self.gap), width: width, height: height)
        }
        for index in 0..<shown { draw(classes[index], index, in: frame(index), scene) }
        drawNewBox(in: frame(shown), others: classes.count - shown, scene)
    }

    private func draw(_ chosen: Dataset.ChosenClass, _ index: Int, in box: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        canvas.fill(box, Theme.sunken, radius: 8, border: Theme.surfaceBorder)
        var control = Control("train.box.\(index)", box)
        control.drop = { .train(.add($0, to: index)) }
        scene.add(control)
        let isBusy = scene.state.training.isBusy
        let isNaming = naming?.box == index
        let row = Rect(x: box.x + 10, y: box.y + 8, width: box.width - 20, height: 34)
        let count = Self.photos(chosen.pictures.count)
        let countWidth = canvas.width(of: count, size: Theme.Size.small)
        let field = Rect(x: row.x, y: row.y, width: row.width - countWidth - 54, height: row.height)
        if isBusy {
            canvas.text(
                Words(verbatim: chosen.name), in: field.insetBy(12, 0), size: Theme.Size.heading,
                weight: .bold)
        } else {
            scene.textField(
                "train.name.\(index)", chosen.name, placeholder: Self.nameless, in: field, isActive: isNaming,
                action: .take(index))
            scene.button(
                "train.remove.\(index)", "×", in: Rect(x: row.maxX - 32, y: row.y + 2, width: 32, height: 30),
                action: .train(.removeClass(index)), hint: Self.removeHint)
        }
        canvas.text(
            count, in: Rect(x: field.maxX + 8, y: row.y, width: countWidth + 4, height: row.height),
            size: Theme.Size.small, Theme.secondaryText)
        drawThumbnails(
            chosen, in: Rect(x: row.x, y: row.maxY + 8, width: row.width, height: box.maxY - row.maxY - 18),
            scene)
    }

    /// As many photos as there is room for, spread over all of them.
    private func drawThumbnails(_ chosen: Dataset.ChosenClass, in area: Rect, _ scene: Scene) {
        guard area.height >= 30, !chosen.pictures.isEmpty else { return }
        let rows = max(1, Int((area.height / 100).rounded()))
        let side = (area.height + 6) / Double(rows) - 6
        let columns = max(1, Int((area.width + 6) / (side + 6)))
        let count = min(chosen.pictures.count, rows * columns)
        for place in 0..<count {
            let picture = chosen.pictures[place * chosen.pictures.count / count]
            scene.thumbnail(
                of: picture.path,
                in: Rect(
                    x: area.x + Double(place % columns) * (side + 6),
                    y: area.y + Double(place / columns) * (side + 6), width: side, height: side))
        }
    }

    private func drawNewBox(in box: Rect, others: Int, _ scene: Scene) {
        let canvas = scene.canvas
        let isBusy = scene.state.training.isBusy
        guard !isBusy || others > 0 else { return }
        canvas.fill(box, Theme.surface, radius: 8, border: isBusy ? Theme.surfaceBorder : Theme.accent)
        if !isBusy {
            var control = Control("train.new", box)
            control.drop = { .train(.add($0, to: nil)) }
            scene.add(control)
        }
        let text = others > 0 ? Self.more(others) : Self.newClass
        let lines = canvas.lines(of: text, width: box.width - 40, size: Theme.Size.heading)
        let height = Double(lines.count) * Theme.Size.heading * 1.4
        canvas.paragraph(
            text, in: Rect(x: box.x + 20, y: box.midY - height / 2, width: box.width - 40, height: height),
            size: Theme.Size.heading, Theme.secondaryText, .centre)
    }

    func drawExamples(in area: Rect, _ scene: Scene) {
        let (canvas, training) = (scene.canvas, scene.state.training)
        canvas.text(
            Self.seen, in: Rect(x: area.x, y: area.y, width: 400, height: 34), size: Theme.Size.heading,
            weight: .bold)
        let canShow = training.plan.obstacle == nil && !training.isBusy
        if canShow {
            let width = canvas.width(of: Self.show, size: Theme.Size.body, weight: .bold) + 36
            scene.button(
                "train.examples", Self.show,
                in: Rect(x: area.maxX - width, y: area.y, width: width, height: 34),
                action: .train(.showExamples), hint: Self.seenHint)
        }
        let body = Rect(x: area.x, y: area.y + 44, width: area.width, height: area.height - 44)
        guard !training.examples.isEmpty else {
            canvas.text(
                Self.noExamples, in: Rect(x: body.x, y: body.y, width: body.width, height: 30),
                size: Theme.Size.small, Theme.secondaryText)
            return
        }
        let columns = 8
        let cell = (width: (body.width + 8) / Double(columns) - 8, height: (body.height + 6) / 2 - 6)
        for (place, example) in training.examples.enumerated() {
            let frame = Rect(
                x: body.x + Double(place % columns) * (cell.width + 8),
                y: body.y + Double(place / columns) * (cell.height + 6), width: cell.width,
                height: cell.height)
            let box = Rect(x: frame.x, y: frame.y, width: frame.width, height: frame.height - 22)
            canvas.picture(
                example.view, named: "train.example.\(place)", version: training.examplesVersion,
                in: box.fitting(width: Double(example.view.width), height: Double(example.view.height)))
            let names = training.exampleNames
            canvas.text(
                Words(className: example.label < names.count ? names[example.label] : ""),
                in: Rect(x: frame.x, y: box.maxY, width: frame.width, height: 22), size: Theme.Size.small,
                Theme.secondaryText, .centre)
        }
    }
}
