/// The whole diagram in small, where only a part of it is in view; a press or a drag shows another part.
enum MinimapView {
    /// Where it lies; nil where all of the diagram is in view.
    static func frame(in state: ViewerState) -> Rect? {
        let (view, zoom) = (Layout.diagram, state.diagram.zoom)
        guard let layout = state.layout,
            layout.width * zoom > view.width + 1 || layout.height * zoom > view.height + 1
        else { return nil }
        let legend = Layout.legend
        if !Layout.extent.showsGraph {
            let width = min(220, legend.width * 0.22)
            return Rect(x: legend.maxX - width, y: legend.y + 3, width: width, height: 22)
        }
        let width = 240.0
        let height = min(max(width * layout.height / layout.width, 30), 200)
        return Rect(x: view.maxX - width - 8, y: view.maxY - height - 8, width: width, height: height)
    }

    static func draw(_ layout: DiagramLayout, in scene: Scene) {
        guard let frame = frame(in: scene.state), let graph = scene.state.model?.graph else { return }
        let canvas = scene.canvas
        canvas.fill(frame.insetBy(-3, -3), Theme.surface, radius: 4, border: Theme.groupBorder)
        let (across, down) = (frame.width / layout.width, frame.height / layout.height)
        func small(_ rect: Rect) -> Rect {
            Rect(
                x: frame.x + rect.x * across, y: frame.y + rect.y * down, width: max(rect.width * across, 1),
                height: max(rect.height * down, 1))
        }
        for box in layout.boxes {
            switch box.content {
            case .layer(let id): canvas.fill(small(box.frame), Theme.edge(of: graph.nodes[id].kind))
            case .closedGroup: canvas.fill(small(box.frame), Theme.edge(of: .convolution))
            case .openGroup, .block: break
            }
        }
        let (view, diagram) = (Layout.diagram, scene.state.diagram)
        let seen = Rect(
            x: diagram.scroll.x, y: diagram.scroll.y, width: view.width / diagram.zoom,
            height: view.height / diagram.zoom)
        let whole = Rect(x: 0, y: 0, width: layout.width, height: layout.height)
        canvas.outline(small(seen.intersection(whole)), Theme.selection, thickness: 2)
        scene.add(
            Control(
                "minimap", frame.insetBy(-3, -3),
                drag: { point in
                    .centreDiagram(Point(x: (point.x - frame.x) / across, y: (point.y - frame.y) / down))
                }, hint: .text(Strings.minimapHint)))
    }
}
