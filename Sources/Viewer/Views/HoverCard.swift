import Explanations
import NeuralNetwork
import Words

/// What lies under the pointer, in a few lines beside it.
enum HoverCard {
    private struct Line {
        var text: Words
        var weight = FontWeight.regular
        var colour = Theme.hintText
    }

    static func draw(in scene: Scene) {
        guard let (frame, lines) = found(in: scene), !isReading(scene) else { return }
        draw(lines, of: frame, scene)
    }

    /// What lies under the pointer in the result, in one line: a card beside the pointer would lie over it.
    static func reading(in scene: Scene) -> Words? {
        guard isReading(scene), let (_, lines) = found(in: scene) else { return nil }
        return lines.dropFirst().reduce(lines[0].text) { "\($0)   ·   \($1.text)" }
    }

    private static func isReading(_ scene: Scene) -> Bool {
        scene.state.card == nil && !Layout.extent.showsGraph
            && (scene.state.pointer.map(Layout.resultCard.contains) ?? false)
    }

    /// - Returns: the lines, and where what they are about lies. All of a line that is cut there comes first.
    private static func found(in scene: Scene) -> (frame: Rect, lines: [Line])? {
        guard let pointer = scene.state.pointer, !scene.state.isPointerResting else { return nil }
        let control = scene.control(at: pointer)
        var lines = control.flatMap { control in
            control.hint.map { self.lines(for: $0, control, pointer, scene) }
        }
        let cut = scene.cutLine
        if let cut {
            let whole = Line(text: Words(verbatim: cut.whole), weight: .bold)
            let isSaid = lines?.contains { scene.canvas.language($0.text) == cut.whole } ?? false
            if !isSaid { lines = [whole] + (lines ?? []) }
        }
        guard let lines, !lines.isEmpty, let frame = control?.frame ?? cut?.frame else { return nil }
        return (frame, lines)
    }

    private static func lines(
        for hint: Control.Hint, _ control: Control, _ pointer: Point, _ scene: Scene
    ) -> [Line] {
        let state = scene.state
        switch hint {
        case .text(let text): return [Line(text: text)]
        case .layer(let id): return state.model.map { lines(for: $0.graph.nodes[id], state) } ?? []
        case .grid:
            guard let (grid, page) = state.grid else { return [] }
            let hit = grid.hit(
                atX: Int((pointer.x - control.frame.x) * scene.canvas.scale),
                y: Int((pointer.y - control.frame.y) * scene.canvas.scale), page: page)
            guard let hit else { return [] }
            return [
                Line(text: Strings.channel(hit.channel), weight: .bold),
                Line(text: Strings.value(hit.value, at: Strings.place(hit.x, hit.y))),
                Line(text: Strings.enlargeHint, colour: Theme.hintSecondary),
            ]
        case .map(let channel):
            guard let (grid, _) = state.grid, channel < grid.channelCount else { return [] }
            let maps = grid.maps.shape
            let x = Int((pointer.x - control.frame.x) / control.frame.width * Double(maps[2]))
            let y = Int((pointer.y - control.frame.y) / control.frame.height * Double(maps[1]))
            guard x >= 0, y >= 0, x < maps[2], y < maps[1] else { return [] }
            let value = grid.maps[(channel * maps[1] + y) * maps[2] + x]
            var lines = [
                Line(text: Words(verbatim: Double(value).asValue), weight: .bold),
                Line(text: Strings.place(x, y)),
            ]
            if case .grid(_, _, _, let enlarged?) = state.answer?.content, let words = enlarged.field.words {
                lines.append(Line(text: words, colour: Theme.hintSecondary))
            }
            return lines
        case .heat(let index): return heatLines(index, control, pointer, scene)
        case .sheet(let panel, let note):
            let found = panel.value(
                across: (pointer.x - control.frame.x) / control.frame.width,
                down: (pointer.y - control.frame.y) / control.frame.height)
            let value = found.map {
                [
                    Line(text: Words(verbatim: Double($0.value).asValue), weight: .bold),
                    Line(text: Strings.place($0.column, $0.row), colour: Theme.hintSecondary),
                ]
            }
            return (value ?? []) + (note.map { [Line(text: $0)] } ?? [])
        }
    }

    private static func heatLines(
        _ index: Int, _ control: Control, _ pointer: Point, _ scene: Scene
    ) -> [Line] {
        guard let answer = scene.state.answer, case .heatMap(let panels, _) = answer.content,
            index < panels.count
        else { return [] }
        let (panel, scale) = (panels[index], scene.canvas.scale)
        let x = Int((pointer.x - control.frame.x) * scale) - panel.region.x
        let y = Int((pointer.y - control.frame.y) * scale) - panel.region.y
        guard x >= 0, y >= 0, x < panel.region.width, y < panel.region.height else {
            return [Line(text: Strings.notSeen)]
        }
        let map = answer.explanation.raw
        let (row, column) = (y * map.shape[0] / panel.region.height, x * map.shape[1] / panel.region.width)
        let value = map[row * map.shape[1] + column]
        let greatest = map.withUnsafeBufferPointer { $0.max() ?? 0 }
        return [
            Line(text: Strings.evidence(value, greatest: greatest), weight: .bold),
            Line(text: Strings.place(column, row), colour: Theme.hintSecondary),
        ]
    }

    private static func lines(for node: Node, _ state: ViewerState) -> [Line] {
        var lines = [
            Line(text: Words(verbatim: node.name), weight: .bold),
            Line(text: node.summary),
            Line(text: Strings.outputShape(node.shape)),
            Line(text: Strings.parameters(node.parameterCount)),
        ]
        if node.name == state.model?.recommendedLayer {
            lines.append(Line(text: "● \(Strings.recommended)", colour: Theme.hintSecondary))
        }
        if let obstacle = state.obstacle(at: node) {
            lines.append(Line(text: obstacle, colour: Theme.hintSecondary))
        }
        return lines
    }

    private static func draw(_ lines: [Line], of frame: Rect, _ scene: Scene) {
        let (canvas, pointer) = (scene.canvas, scene.state.pointer ?? Point(x: 0, y: 0))
        let size = Theme.Size.body
        let height = (size * 1.5).rounded()
        let broken = lines.flatMap { line in
            canvas.lines(
                of: line.text, width: min(420 * Layout.extent.letters, Layout.width - 60), size: size,
                weight: line.weight, breaksWords: true
            )
            .map { Line(text: Words(verbatim: $0), weight: line.weight, colour: line.colour) }
        }
        let width = broken.map { canvas.width(of: $0.text, size: size, weight: $0.weight) }.max() ?? 0
        let card = place(
            width: width + 28, height: Double(broken.count) * height + 18, beside: pointer, of: frame,
            clearOf: scene.state.card == nil && !Layout.extent.showsGraph
                ? [Layout.resultCard, Layout.outputCard] : [])
        canvas.fill(card, Theme.hint, radius: 8)
        for (index, line) in broken.enumerated() {
            canvas.text(
                line.text,
                in: Rect(
                    x: card.x + 14, y: card.y + 9 + Double(index) * height, width: width + 4, height: height
                ),
                size: size, weight: line.weight, line.colour)
        }
    }

    /// Beside the pointer where nothing that one reads lies under it, else beside the control.
    private static func place(
        width: Double, height: Double, beside pointer: Point, of frame: Rect, clearOf covered: [Rect]
    ) -> Rect {
        let middle = min(max(pointer.x - width / 2, 8), Layout.width - 8 - width)
        let below = [(pointer.x + 16, pointer.y + 20), (pointer.x - 10 - width, pointer.y + 20)]
        let above = [
            (pointer.x + 16, pointer.y - 12 - height), (middle, frame.y - 8 - height),
            (pointer.x - 10 - width, frame.y - 8 - height),
        ]
        let aside = [(frame.x - 10 - width, min(frame.y, Layout.height - 8 - height))]
        let places = (below + above + aside).map { Rect(x: $0.0, y: $0.1, width: width, height: height) }
        let inside = places.filter {
            $0.x >= 8 && $0.y >= 4 && $0.maxX <= Layout.width - 8
                && $0.maxY <= Layout.height - 4
        }
        return inside.first { place in !covered.contains { $0.overlaps(place) } } ?? inside.first
            ?? Rect(
                x: 8, y: max(4, min(pointer.y + 20, Layout.height - 4 - height)), width: width,
                height: height)
    }
}
