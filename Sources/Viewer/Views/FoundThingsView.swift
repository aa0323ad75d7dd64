import Imaging
import Words

/// What a network finds in the photo, over the photo and as a list; each is a button that explains it.
enum FoundThingsView {
    /// Boxes of which the names are written beside them.
    private static let mostNamed = 6

    /// Boxes over the photo; a press on the photo explains what is there, a rectangle that is drawn onto classes the class in it.
    ///
    /// - Parameters:
    ///   - place: where the photo is.
    ///   - extent: the photo's own.
    static func draw(
        _ found: FoundThings, extent: (width: Int, height: Int), in place: Rect, _ scene: Scene
    ) {
        drawBoxes(found, extent: extent, in: place, scene)
        guard found.kind == .places else { return }
        var control = Control("photo.found", place, hint: .text(Strings.foundHint))
        explain(found, extent: extent, by: &control, elsewhere: .nextPhoto, scene)
        scene.add(control)
    }

    /// Lets a control over the whole photo explain what is found at a point of it.
    ///
    /// - Parameter elsewhere: what a press does where nothing is found.
    static func explain(
        _ found: FoundThings, extent: (width: Int, height: Int), by control: inout Control,
        elsewhere: Action?, _ scene: Scene
    ) {
        let place = control.frame
        func share(_ point: Point) -> UnitPoint {
            UnitPoint(x: (point.x - place.x) / place.width, y: (point.y - place.y) / place.height)
        }
        if found.segments != nil {
            SelectionView.addDrag(to: &control, over: place)
            SelectionView.draw(in: place, scene)
        } else {
            control.pick = { point in
                let point = share(point)
                return found.target(x: point.x * Double(extent.width), y: point.y * Double(extent.height))
                    .map { .explain($0) } ?? elsewhere
            }
        }
    }

    /// Frames around what has boxes.
    ///
    /// - Parameter isQuiet: whether they are thin, and only what is explained has its name.
    static func drawBoxes(
        _ found: FoundThings, extent: (width: Int, height: Int), in place: Rect, isQuiet: Bool = false,
        _ scene: Scene
    ) {
        let canvas = scene.canvas
        // The surest lie above the others, what is explained above all.
        let chosen = scene.state.choices.target
        let order = found.things.enumerated().reversed().sorted {
            $0.element.target != chosen && $1.element.target == chosen
        }
        for (rank, thing) in order {
            guard let box = thing.box, box.width > 0, box.height > 0 else { continue }
            let isChosen = thing.target == chosen
            let frame = place.part(box, of: extent)
            let thickness = isQuiet && !isChosen ? 1.0 : isChosen ? 3 : 2
            canvas.outline(frame.insetBy(-1, -1), Theme.text, thickness: thickness + 1)
            canvas.outline(frame, Colour(thing.colour), thickness: thickness)
            guard rank < mostNamed && !isQuiet || isChosen else { continue }
            let name = Words(className: thing.name)
            let width = min(canvas.width(of: name, size: Theme.Size.small) + 12, place.width)
            let label = Rect(
                x: min(max(frame.x, place.x), place.maxX - width), y: max(place.y, frame.y - 22),
                width: width,
                height: 22)
            canvas.fill(
                label, isChosen ? Theme.accentSurface : Theme.surface, radius: 4, border: Colour(thing.colour)
            )
            canvas.text(
                name, in: label, size: Theme.Size.small, weight: isChosen ? .bold : .regular, Theme.text,
                .centre)
        }
    }

    /// As bars: as many as there is room for, what is explained among them.
    static func drawList(_ found: FoundThings, in body: Rect, rows: Int, _ scene: Scene) {
        guard !found.things.isEmpty else {
            scene.canvas.paragraph(
                Strings.foundNothing, in: body.insetBy(8, 4), size: Theme.Size.body, weight: .bold)
            return
        }
        let chosen = found.things.firstIndex { $0.target == scene.state.choices.target }
        var shown = Array(found.things.indices.prefix(rows))
        if let chosen, !shown.contains(chosen) { shown[rows - 1] = chosen }
        let height = body.height / Double(rows)
        for (line, index) in shown.enumerated() {
            let thing = found.things[index]
            let row = Rect(
                x: body.x, y: body.y + Double(line) * height, width: body.width, height: height - 4)
            OutputView.drawBar(
                Words(className: thing.name), thing.share, detail: thing.detail,
                mark: found.kind == .places ? Colour(thing.colour) : nil, isChosen: index == chosen, in: row,
                scene)
            scene.add(
                Control(
                    "found.\(index + 1)", row, action: .explain(thing.target),
                    hint: .text(hint(of: thing, found.kind))))
        }
    }

    private static func hint(of thing: FoundThings.Thing, _ kind: FoundThings.Kind) -> Words {
        switch kind {
        case .numbers: Strings.numberHint(thing.name, thing.detail ?? "")
        case .photos: Strings.likenessHint(thing.name, thing.detail ?? "")
        case .places:
            thing.box == nil
                ? Strings.segmentHint(thing.name, share: thing.share ?? 0)
                : Strings.boxHint(thing.name, score: thing.share ?? 0)
        }
    }
}
