import NeuralNetwork
import Words

/// The network: its layers as upright rectangles in their groups, from the input on the left to the output.
enum DiagramView {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        scene.card(Layout.diagramCard)
        drawTitle(in: scene)
        guard let model = state.model, let layout = state.layout, let tree = state.tree else {
            canvas.text(
                Strings.loading, in: Layout.diagram, size: Theme.Size.heading, Theme.secondaryText, .centre)
            return
        }
        var ground = Control("diagram", Layout.diagram)
        ground.pans = true
        scene.add(ground)
        canvas.clipped(to: Layout.diagram) {
            let painter = DiagramPainter(scene: scene, model: model, layout: layout, tree: tree)
            painter.draw()
        }
        drawLegend(model.graph, in: scene)
        MinimapView.draw(layout, in: scene)
    }

    private static func drawTitle(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let title = state.model.map { Words(verbatim: $0.title) } ?? Strings.loading
        let frame = Layout.networkTitle
        let end = drawButtons(in: scene)
        // A long name leaves the buttons and a download that is running their room.
        let room = end - (state.download == nil ? 0 : DownloadView.width) - frame.x - 60
        let width = min(canvas.width(of: title, size: Theme.Size.title, weight: .bold), max(room, 60))
        let button = Rect(x: frame.x, y: frame.y, width: width + 48, height: frame.height)
        let isHovered = scene.isHovered(button)
        if isHovered { canvas.fill(button, Theme.accentSurface, radius: 7) }
        canvas.text(
            title, in: Rect(x: button.x + 8, y: button.y, width: width + 4, height: button.height),
            size: Theme.Size.title, weight: .bold, isHovered ? Theme.accent : Theme.text)
        let (x, y) = (button.maxX - 24, button.midY)
        canvas.polygon(
            [Point(x: x - 6, y: y - 3), Point(x: x + 6, y: y - 3), Point(x: x, y: y + 4)],
            isHovered ? Theme.accent : Theme.secondaryText)
        scene.add(
            Control(
                "network", button, action: ModelMenu.toggle, hint: ModelMenu.command.hint.map { .text($0) }))
        DownloadView.draw(endingAt: end, in: scene)
        guard let graph = state.model?.graph, state.layout != nil, state.download == nil else { return }
        let text: Words =
            "\(Strings.layers(graph.nodes.count - 1)), \(Strings.parameters(graph.parameterCount))"
        let rest = end - button.maxX - 14
        guard canvas.width(of: text, size: Theme.Size.small) * 0.7 <= rest else { return }
        canvas.text(
            text, in: Rect(x: button.maxX + 8, y: button.y, width: rest, height: button.height),
            size: Theme.Size.small, Theme.secondaryText)
    }

    /// What can be done with the diagram, at the right of the network's name.
    ///
    /// - Returns: where it begins.
    private static func drawButtons(in scene: Scene) -> Double {
        let (canvas, frame) = (scene.canvas, Layout.networkTitle)
        var x2 = Layout.diagramCard.maxX - 14
        guard scene.state.layout != nil else { return x2 }
        func place(_ caption: Words?, _ draw: (Rect) -> Void) {
            let caption = caption ?? ""
            let width = max(30, canvas.width(of: caption, size: Theme.Size.small, weight: .bold) + 20)
            x2 -= width
            draw(Rect(x: x2, y: frame.y + 4, width: width, height: 28))
            x2 -= 6
        }
        for (name, command) in [
            ("zoom.in", Commands.zoomIn), ("zoom.out", Commands.zoomOut), ("zoom.fit", Commands.fitDiagram),
            ("graph", Commands.showGraph),
        ] {
            place(command.caption) { scene.button(name, for: command, in: $0, size: Theme.Size.small) }
        }
        place(NetworkSettings.command.caption) {
            scene.button(for: NetworkSettings.self, in: $0, size: Theme.Size.small)
        }
        place(LayerPanel.command.caption) {
            scene.button(for: LayerPanel.self, in: $0, size: Theme.Size.small)
        }
        place(TrainingCard.command.caption) {
            scene.button(for: TrainingCard.self, in: $0, size: Theme.Size.small)
        }
        return x2
    }

    private static func drawLegend(_ graph: Graph, in scene: Scene) {
        let canvas = scene.canvas
        var legend = Layout.legend
        if !Layout.extent.showsGraph, let map = MinimapView.frame(in: scene.state) {
            legend.width = map.x - legend.x - 10
        }
        let present = Set(graph.nodes.map(\.kind))
        let kinds = LayerKind.allCases.filter { present.contains($0) && $0 != .input }
        let widths = kinds.map { canvas.width(of: Strings.kind($0), size: Theme.Size.small) }
        let rest = legend.width - 34 * Double(kinds.count)
        // Where there are many kinds their names share the room.
        let share = min(1, rest / max(widths.reduce(0, +), 1))
        var x = legend.x
        for (kind, width) in zip(kinds, widths) {
            let swatch = Rect(x: x, y: legend.midY - 7, width: 14, height: 14)
            canvas.fill(swatch, Theme.fill(of: kind))
            canvas.outline(swatch, Theme.edge(of: kind))
            let text = Rect(x: swatch.maxX + 6, y: legend.y, width: width * share + 1, height: legend.height)
            canvas.text(Strings.kind(kind), in: text, size: Theme.Size.small, Theme.secondaryText)
            x = text.maxX + 13
        }
    }
}
