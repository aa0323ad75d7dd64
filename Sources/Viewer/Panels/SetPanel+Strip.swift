import Foundation
import Words

/// The set's pictures in rows: what each is taken for, whether that is right, and how sure the network is.
extension SetCard {
    private static let nothingShown: Words = "No picture is like that."

    private static func hint(_ file: String, _ predicted: Words, _ confidence: Double, label: Words?) -> Words
    {
        guard let label else { return "\(file): \(predicted), \(confidence.asPercentage)" }
        return "\(file): \(predicted), \(confidence.asPercentage). Its label is \(label)."
    }

    static var stripTexts: [Words] {
        let cat = Words(className: "cat")
        return [
            nothingShown, hint("a.png", cat, 0.5, label: nil), hint("a.png", cat, 0.5, label: cat),
        ]
    }

    func drawStrip(_ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let line = Theme.Size.small * 1.5
        guard frame.height > 2 * line else { return }
        guard !set.shown.isEmpty else {
            if set.done > 0 {
                canvas.text(
                    Self.nothingShown,
                    in: Rect(x: frame.x, y: frame.y, width: frame.width, height: line * 1.5),
                    size: Theme.Size.body, Theme.secondaryText)
            }
            return
        }
        let gap = 8.0
        let bar = 12.0
        let width = frame.width - bar
        let columns = max(1, Int((width + gap) / (112 * Layout.extent.letters + gap)))
        let cellWidth = (width + gap) / Double(columns) - gap
        // As many whole rows as there is room for, none of them flat.
        let natural = cellWidth * 0.78 + 2 * line + 6
        let rows = max(1, Int(((frame.height + gap) / (natural + gap)).rounded()))
        let height = (frame.height + gap) / Double(rows) - gap
        let visible = visible(set, columns: columns, rows: rows, at: scene.state.path)
        addStripControl(set, visible, columns: columns, frame, scene)
        for (place, position) in visible.enumerated() {
            let box = Rect(
                x: frame.x + Double(place % columns) * (cellWidth + gap),
                y: frame.y + Double(place / columns) * (height + gap), width: cellWidth, height: height)
            draw(set.answers[set.shown[position]], position, from: visible.lowerBound, in: box, scene)
        }
        if visible.count < set.shown.count {
            let track = Rect(x: frame.maxX - 5, y: frame.y, width: 5, height: frame.height)
            canvas.fill(track, Theme.track, radius: 2)
            let share = track.height / Double(set.shown.count)
            canvas.fill(
                Rect(
                    x: track.x, y: track.y + Double(visible.lowerBound) * share, width: track.width,
                    height: max(12, Double(visible.count) * share)), Theme.secondaryText, radius: 2)
        }
    }

    /// Whole rows: those that a person scrolled to, or those around the picture on the screen.
    private func visible(_ set: PictureSet, columns: Int, rows: Int, at path: String) -> Range<Int> {
        let rowCount = (set.shown.count + columns - 1) / columns
        let row: Int
        if let start = set.start {
            row = start / columns
        } else {
            row = (set.shownPosition(of: path) ?? 0) / columns - rows / 2
        }
        let first = min(max(row, 0), max(rowCount - rows, 0)) * columns
        return first..<min(first + rows * columns, set.shown.count)
    }

    private func addStripControl(
        _ set: PictureSet, _ visible: Range<Int>, columns: Int, _ frame: Rect, _ scene: Scene
    ) {
        var control = Control(
            "set.strip", frame,
            keys: Control.Keys(move: { arrow in
                switch arrow {
                case .left, .right: .set(.step(arrow.readingStep))
                case .up, .down: .set(.stepMistake(arrow.readingStep))
                }
            }))
        let last = (set.shown.count - 1) / columns * columns
        control.wheel = { notch in
            .set(.scroll(min(max(visible.lowerBound + notch * columns, 0), last)))
        }
        scene.add(control)
    }

    private func draw(
        _ answer: PictureSet.Answer, _ position: Int, from start: Int, in box: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let line = Theme.Size.small * 1.5
        let isHere = answer.path == scene.state.path
        canvas.fill(
            box, isHere ? Theme.accentSurface : Theme.sunken, radius: 6,
            border: isHere || scene.isHovered(box) ? Theme.accent : Theme.surfaceBorder)
        let picture = Rect(
            x: box.x + 4, y: box.y + 4, width: box.width - 8, height: max(box.height - 2 * line - 10, 8))
        scene.thumbnail(of: answer.path, in: picture)
        let text = Rect(x: box.x + 6, y: picture.maxY + 3, width: box.width - 12, height: line)
        var first = text
        if let isRight = answer.isRight {
            let radius = Theme.Size.small * 0.55
            let centre = Point(x: text.x + radius, y: text.midY)
            isRight ? canvas.checkMark(centre, radius: radius) : drawCross(centre, radius: radius, canvas)
            first.x += 2 * radius + 6
            first.width -= 2 * radius + 6
        }
        canvas.text(
            Words(verbatim: answer.confidence.asPercentage), in: first, size: Theme.Size.small, weight: .bold,
            answer.isRight == false ? Theme.aboveText : Theme.text)
        canvas.text(
            Words(className: answer.predictedName),
            in: Rect(x: text.x, y: text.maxY, width: text.width, height: line), size: Theme.Size.small,
            answer.isRight == false ? Theme.aboveText : Theme.text)
        scene.add(
            Control(
                "set.photo.\(position)", box,
                hint: .text(
                    Self.hint(
                        (answer.path as NSString).lastPathComponent, Words(className: answer.predictedName),
                        answer.confidence, label: answer.label.map { Words(className: $0) })),
                pick: { _ in .set(.show(position, from: start)) }))
    }

    /// A disc with a cross, for what is wrong.
    private func drawCross(_ centre: Point, radius: Double, _ canvas: Canvas) {
        canvas.disc(centre, radius: radius, Theme.above)
        for side in [-1.0, 1] {
            canvas.path(
                [
                    Point(x: centre.x - 0.4 * radius, y: centre.y - 0.4 * side * radius),
                    Point(x: centre.x + 0.4 * radius, y: centre.y + 0.4 * side * radius),
                ], Theme.surface, thickness: radius / 4)
        }
    }
}
