/// The view of the network's diagram.
extension ViewerState {
    /// Whether the diagram has the window for itself.
    var showsGraph: Bool { diagramBehind != nil && model != nil }

    /// What is to be found out of the chosen layer, each time once.
    mutating func takeWantedFacts() -> LayerQuestion? {
        guard showsGraph, let layer, facts?.layer != layer.name else { return nil }
        let question = LayerQuestion(node: layer)
        guard wantedFacts != question else { return nil }
        wantedFacts = question
        return question
    }

    mutating func toggleGroup(_ path: [String]) {
        if diagram.open.remove(path) == nil { diagram.open.insert(path) }
        diagram.open = diagram.open.filter { group in
            (1..<max(group.count, 1)).allSatisfy { diagram.open.contains(Array(group[..<$0])) }
        }
        updateLayout()
    }

    mutating func fitDiagram() {
        let (width, height) = (layout?.width ?? 1, layout?.height ?? 1)
        let zoom = min(Layout.diagram.width / width, Layout.diagram.height / height)
        diagram.zoom = min(1, max(Self.zooms.lowerBound, zoom))
        diagram.scroll = Point(x: 0, y: 0)
        limitScroll()
    }

    /// Gives the diagram the window, with all its groups open where they are not too many, or takes it back.
    mutating func toggleGraph() {
        card = nil
        if let behind = diagramBehind {
            (diagram, diagramBehind) = (behind, nil)
            updateLayout()
            revealLayer()
            return
        }
        guard let model else { return }
        isPresenting = false
        diagramBehind = diagram
        if model.graph.nodes.count <= Self.mostOpenLayers {
            diagram.open = Set(model.graph.nodes.flatMap(DiagramLayout.groups(around:)))
        }
    }

    private static let mostOpenLayers = 1200

    /// Lays the diagram out for the room that there is now, in which a person's own zoom stays.
    mutating func refitDiagram() {
        updateLayout()
        guard let layout, let model, diagram.zoom <= 1 else { return }
        if showsGraph { return fitDiagram() }
        guard !DiagramLayout.isShallow(model.graph) else { return }
        diagram.zoom = min(1, max(0.8, Layout.diagram.width / layout.width))
        diagram.scroll = Point(x: 0, y: 0)
        revealLayer()
    }

    private static let zooms = 0.2...3.0

    /// Zooms the diagram; what lies under `point` (or the middle) stays there.
    mutating func zoom(by factor: Double, around point: Point?) {
        let zoom = min(max(diagram.zoom * factor, Self.zooms.lowerBound), Self.zooms.upperBound)
        let view = Layout.diagram
        let point = point ?? Point(x: view.midX, y: view.midY)
        diagram.scroll.x += (point.x - view.x) / diagram.zoom - (point.x - view.x) / zoom
        diagram.scroll.y += (point.y - view.y) / diagram.zoom - (point.y - view.y) / zoom
        diagram.zoom = zoom
        limitScroll()
    }

    /// Whether the diagram is higher than its view.
    var scrollsDown: Bool { (layout?.height ?? 0) * diagram.zoom > Layout.diagram.height + 1 }

    /// Moves the view by logical pixels.
    mutating func scrollDiagram(by distance: Point) {
        diagram.scroll.x += distance.x / diagram.zoom
        diagram.scroll.y += distance.y / diagram.zoom
        limitScroll()
    }

    /// Puts a place of the diagram into the middle of the view.
    mutating func centreDiagram(at place: Point) {
        let view = Layout.diagram
        diagram.scroll.x = place.x - view.width / diagram.zoom / 2
        diagram.scroll.y = place.y - view.height / diagram.zoom / 2
        limitScroll()
    }

    /// Opens the groups around the chosen layer and scrolls it into view.
    mutating func revealLayer() {
        guard let layer else { return }
        diagram.open.formUnion(DiagramLayout.groups(around: layer))
        updateLayout()
        guard let frame = layout?.frame(ofLayer: layer.id) else { return }
        let width = Layout.diagram.width / diagram.zoom
        if frame.x < diagram.scroll.x + 40 { diagram.scroll.x = frame.midX - width / 3 }
        if frame.maxX > diagram.scroll.x + width - 40 { diagram.scroll.x = frame.midX - width * 2 / 3 }
        let height = Layout.diagram.height / diagram.zoom
        if frame.y < diagram.scroll.y || frame.maxY > diagram.scroll.y + height {
            diagram.scroll.y = frame.midY - height / 2
        }
        limitScroll()
    }

    mutating func updateLayout() {
        let view = Layout.diagram
        layout = model.map {
            DiagramLayout(
                $0.graph, open: diagram.open, fitting: view.width,
                rows: showsGraph ? view.height / view.width : nil, letters: Layout.extent.letters)
        }
        limitScroll()
    }

    /// What is smaller than the view lies in its middle.
    mutating func limitScroll() {
        func limited(_ scroll: Double, _ whole: Double, _ view: Double) -> Double {
            let most = whole - view / diagram.zoom
            return most > 0 ? min(max(scroll, 0), most) : most / 2
        }
        diagram.scroll.x = limited(diagram.scroll.x, layout?.width ?? 0, Layout.diagram.width)
        diagram.scroll.y = limited(diagram.scroll.y, layout?.height ?? 0, Layout.diagram.height)
    }
}
