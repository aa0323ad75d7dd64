/// The view of the network's diagram.
extension ViewerState {
    mutating func toggleGroup(_ path: [String]) {
        if diagram.open.remove(path) == nil { diagram.open.insert(path) }
        diagram.open = diagram.open.filter { group in
            (1..<max(group.count, 1)).allSatisfy { diagram.open.contains(Array(group[..<$0])) }
        }
        updateLayout()
    }

    mutating func fitDiagram() {
        let width = layout?.width ?? 1
        diagram.zoom = min(1, max(Self.zooms.lowerBound, Layout.diagram.width / width))
        diagram.scroll = 0
        limitScroll()
    }

    /// Lays the diagram out for the room that there is now, in which a person's own zoom stays.
    mutating func refitDiagram() {
        updateLayout()
        guard let layout, let model, diagram.zoom <= 1, !DiagramLayout.isShallow(model.graph) else { return }
        diagram.zoom = min(1, max(0.8, Layout.diagram.width / layout.width))
        diagram.scroll = 0
        revealLayer()
    }

    private static let zooms = 0.25...3.0

    /// Zooms the diagram; what lies under `point` (or the middle) stays there.
    mutating func zoom(by factor: Double, around point: Point?) {
        let zoom = min(max(diagram.zoom * factor, Self.zooms.lowerBound), Self.zooms.upperBound)
        let offset = (point?.x ?? Layout.diagram.midX) - Layout.diagram.x
        diagram.scroll += offset / diagram.zoom - offset / zoom
        diagram.zoom = zoom
        limitScroll()
    }

    /// Opens the groups around the chosen layer and scrolls it into view.
    mutating func revealLayer() {
        guard let layer else { return }
        diagram.open.formUnion(DiagramLayout.groups(around: layer))
        updateLayout()
        guard let frame = layout?.frame(ofLayer: layer.id) else { return }
        let view = Layout.diagram.width / diagram.zoom
        if frame.x < diagram.scroll + 40 { diagram.scroll = frame.midX - view / 3 }
        if frame.maxX > diagram.scroll + view - 40 { diagram.scroll = frame.midX - view * 2 / 3 }
        limitScroll()
    }

    mutating func updateLayout() {
        layout = model.map {
            DiagramLayout(
                $0.graph, open: diagram.open, fitting: Layout.diagram.width, letters: Layout.extent.letters)
        }
        limitScroll()
    }

    mutating func limitScroll() {
        let most = (layout?.width ?? 0) - Layout.diagram.width / diagram.zoom
        diagram.scroll = most > 0 ? min(max(diagram.scroll, 0), most) : most / 2
    }
}
