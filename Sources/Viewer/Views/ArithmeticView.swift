import Explanations
import Imaging
import Words

/// How the element under the pointer comes about: the map at the left, the numbers at the right.
enum ArithmeticView {
    private static let side = 380.0
    private static var left: Rect { Rect(x: Layout.grid.x, y: Layout.grid.y + 34, width: side, height: side) }
    private static var right: Rect {
        let x = left.maxX + 40
        return Rect(x: x, y: Layout.grid.y + 4, width: Layout.grid.maxX - x, height: Layout.grid.height + 26)
    }

    static func draw(_ enlarged: Enlargement, _ inspection: Inspection, of answer: Answer, in scene: Scene) {
        guard let map = enlarged.maps.first, let size = scene.state.inspectableMap else { return }
        let caption = Strings.channel(map.channel, of: answer.explanation.layer.name)
        drawMap(map.picture, caption, inspection, size, scene)
        drawControls(inspection, scene)
        guard let arithmetic = scene.state.arithmetic, arithmetic.channel == map.channel,
            arithmetic.layer.id == answer.explanation.layer.id
        else { return }
        drawNumbers(arithmetic, inspection, scene)
        drawPhoto(enlarged, inspection, scene)
    }

    /// The same of a class activation map.
    static func draw(
        _ panels: [Answer.Panel], _ inspection: Inspection, of answer: Answer, in scene: Scene
    ) {
        guard let map = panels.first(where: { $0.role == .heat }), let size = scene.state.inspectableMap
        else { return }
        // The part of it that is about what the network sees.
        let picture = map.picture.part(map.region)
        drawMap(picture, Words(className: answer.explanation.classLabel ?? ""), inspection, size, scene)
        drawControls(inspection, scene)
        guard let arithmetic = scene.state.arithmetic,
            arithmetic.channel == answer.explanation.classIndex
        else { return }
        drawNumbers(arithmetic, inspection, scene)
    }

    private static func drawControls(_ inspection: Inspection, _ scene: Scene) {
        ArithmeticControls.draw(
            inspection, in: Rect(x: left.x, y: left.maxY + 16, width: side, height: 34), scene)
    }

    /// The photo in small, and what of it the element depends on.
    private static func drawPhoto(_ enlarged: Enlargement, _ inspection: Inspection, _ scene: Scene) {
        let box = Rect(x: right.maxX - 210, y: right.maxY - 236, width: 200, height: 200)
        let frame = box.fitting(width: Double(enlarged.photo.width), height: Double(enlarged.photo.height))
        scene.canvas.picture(
            enlarged.photo, named: "enlarged.0", version: scene.state.answerVersion, in: frame)
        scene.canvas.text(
            Strings.seen, in: Rect(x: box.x - 10, y: box.maxY + 4, width: 220, height: 24),
            size: Theme.Size.small, Theme.secondaryText, .centre)
        EnlargementView.outlineField(
            of: inspection.place.row, inspection.place.column, enlarged, in: [frame], scene)
    }

    private static func drawMap(
        _ picture: Picture, _ caption: Words, _ inspection: Inspection, _ size: (rows: Int, columns: Int),
        _ scene: Scene
    ) {
        let canvas = scene.canvas
        canvas.text(
            caption,
            in: Rect(x: left.x, y: left.y - 32, width: left.width, height: 28), Theme.secondaryText, .centre)
        let frame = left.fitting(width: Double(picture.width), height: Double(picture.height))
        canvas.picture(picture, named: "enlarged.2", version: scene.state.answerVersion, in: frame)
        let (width, height) = (frame.width / Double(size.columns), frame.height / Double(size.rows))
        let cell = Rect(
            x: frame.x + Double(inspection.place.column) * width,
            y: frame.y + Double(inspection.place.row) * height, width: max(width, 4), height: max(height, 4))
        canvas.outline(cell.insetBy(-2, -2), Theme.regionOutline, thickness: 1)
        canvas.outline(cell.insetBy(-1, -1), Theme.selection, thickness: 2)
        func place(_ point: Point) -> ElementArithmetic.Place {
            .init(
                row: min(max(Int((point.y - frame.y) / height), 0), size.rows - 1),
                column: min(max(Int((point.x - frame.x) / width), 0), size.columns - 1))
        }
        var control = Control("arithmetic.map", frame, pick: { .pinElement(place($0)) })
        control.follow = { .inspect(place($0)) }
        scene.add(control)
    }

    private static func drawNumbers(
        _ arithmetic: ElementArithmetic, _ inspection: Inspection, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let heading = Strings.element(
            arithmetic.place.map { Strings.place($0.column, $0.row) }, Double(arithmetic.value),
            isPinned: inspection.isPinned)
        canvas.text(
            heading, in: Rect(x: right.x, y: right.y, width: right.width, height: 30),
            size: Theme.Size.heading, weight: .bold)
        var y = right.y + 36
        let plotted = arithmetic.steps.last { if case .function = $0.content { true } else { false } }
        if case .function(let function)? = plotted?.content {
            FunctionPlot.draw(
                function, in: Rect(x: right.maxX - 210, y: y, width: 200, height: 150), scene)
        }
        let width = right.width - 236
        if let step = arithmetic.steps.first(where: { !$0.shownTerms.isEmpty }) {
            y += TermsView.draw(
                step, in: Rect(x: right.x, y: y, width: width, height: right.maxY - y - 80), scene)
        }
        for step in arithmetic.steps {
            guard y + 24 <= right.maxY else { break }
            let name = Words(verbatim: step.layer.name)
            let used = canvas.text(
                name, in: Rect(x: right.x, y: y, width: 300, height: 26), size: Theme.Size.small,
                weight: .bold, Theme.secondaryText)
            let room = Rect(x: right.x + used + 14, y: y, width: width - used - 14, height: 26)
            canvas.text(step.words, in: room, size: Theme.Size.body)
            y += 28
        }
    }
}

extension ArithmeticStep {
    /// What is drawn number by number.
    var shownTerms: [WeightedSum.Term] {
        switch content {
        case .sum(let sum): sum.terms
        case .product(let one, let other): [one, other]
        case .maximum(let term, _), .taken(let term): [term]
        case .function, .normalization, .softmax, .input, .other: []
        }
    }
}
