import ModelFormats
import NeuralNetwork
import Words

/// Draws a diagram's layout at its zoom and scroll.
struct DiagramPainter {
    let scene: Scene
    let model: Model
    let layout: DiagramLayout
    let tree: ScopeTree

    private var canvas: Canvas { scene.canvas }
    private var state: ViewerState { scene.state }
    private var zoom: Double { state.diagram.zoom }

    private let badges: DiagramBadges

    init(scene: Scene, model: Model, layout: DiagramLayout, tree: ScopeTree) {
        (self.scene, self.model, self.layout, self.tree) = (scene, model, layout, tree)
        badges = DiagramBadges(scene: scene)
    }

    /// From the diagram's pixels to the window's.
    static func place(_ rect: Rect, _ diagram: ViewerState.Diagram) -> Rect {
        let (view, zoom) = (Layout.diagram, diagram.zoom)
        return Rect(
            x: view.x + (rect.x - diagram.scroll.x) * zoom, y: view.y + (rect.y - diagram.scroll.y) * zoom,
            width: rect.width * zoom, height: rect.height * zoom)
    }

    private func place(_ rect: Rect) -> Rect { Self.place(rect, state.diagram) }

    private func place(_ point: Point) -> Point {
        let rect = place(Rect(x: point.x, y: point.y, width: 0, height: 0))
        return Point(x: rect.x, y: rect.y)
    }

    func draw() {
        drawFlow()
        for box in layout.boxes {
            let frame = place(box.frame)
            guard frame.overlaps(Layout.diagram) else { continue }
            switch box.content {
            case .block(let path): drawBlockTitle(path, frame)
            case .openGroup(let path): drawOpenGroup(path, frame)
            case .closedGroup(let path): drawClosedGroup(path, frame)
            case .layer(let id): drawLayer(model.graph.nodes[id], frame)
            }
        }
        DiagramLinks(scene: scene, model: model, layout: layout).draw()
        if let layer = state.layer, let frame = layout.frame(ofLayer: layer.id) {
            canvas.outline(place(frame).insetBy(-2, -2), Theme.selection, thickness: 3)
        }
    }

    private func size(_ size: Double) -> Double { size * min(zoom, 1.6) }

    /// Whether text of that size can be read at this zoom.
    private func isLegible(_ size: Double) -> Bool { size * zoom >= 8 }

    private func drawFlow() {
        let middle =
            layout.boxes.first { if case .layer = $0.content { true } else { false } }?.frame.midY ?? 120
        let room = DiagramLayout.endRoom
        // In several rows the last one ends the network.
        let rest = layout.height - DiagramLayout.rowHeight
        let last = layout.boxes.last { $0.frame.y >= rest }?.frame.maxX ?? layout.width - room
        let end = rest > 0 ? last + 6 : layout.width - room + 8
        for (x, y, name) in [(6.0, 0.0, Strings.input), (end, rest, Strings.output)] {
            let arrow = Rect(x: x, y: middle + y - 20, width: room - 14, height: 40)
            canvas.blockArrow(place(arrow), Theme.flow)
            if isLegible(Theme.Size.small) {
                canvas.text(
                    name, in: place(Rect(x: x - 6, y: arrow.y - 26, width: room - 2, height: 22)),
                    size: size(Theme.Size.small), weight: .bold, Theme.text, .centre)
            }
        }
        for arrow in layout.arrows {
            let width = min(arrow.width - 6, 16)
            let shaft = Rect(x: arrow.midX - width / 2, y: arrow.midY - 6, width: width, height: 12)
            canvas.blockArrow(place(shaft), Theme.arrow)
        }
    }

    private func drawBlockTitle(_ path: [String], _ frame: Rect) {
        guard let group = tree.group(path), isLegible(Theme.Size.small) else { return }
        let wide = frame.insetBy(-14 * zoom, 0)
        canvas.text(
            Strings.groupTitle(path.last ?? ""),
            in: Rect(x: wide.x, y: frame.y, width: wide.width, height: 21 * zoom),
            size: size(Theme.Size.body),
            weight: .bold, Theme.text, .centre)
        if let last = group.layers.last {
            canvas.text(
                Words(verbatim: model.graph.nodes[last].shape.description),
                in: Rect(x: wide.x, y: frame.y + 21 * zoom, width: wide.width, height: 19 * zoom),
                size: size(Theme.Size.small), Theme.secondaryText, .centre)
        }
    }

    private static let namedDepth = 2
    private static let leastSize = 12.0

    private func drawOpenGroup(_ path: [String], _ frame: Rect) {
        canvas.fill(
            frame, path.count == 1 ? Theme.sunken : Theme.surface, radius: 6 * zoom, border: Theme.groupBorder
        )
        let title = Rect(
            x: frame.x, y: frame.y, width: frame.width, height: DiagramLayout.titleHeight * zoom)
        let isHovered = scene.isHovered(title)
        let name: Words = "– \(path.last ?? "")"
        if isLegible(Theme.Size.small) {
            canvas.text(
                name, in: title.insetBy(8 * zoom, 0), size: size(Theme.Size.small),
                weight: .bold, isHovered ? Theme.accent : Theme.text)
        } else if path.count <= Self.namedDepth,
            canvas.width(of: name, size: Self.leastSize, weight: .bold) < frame.width - 8
        {
            // Small diagrams name their stages all the same, in the room that their links leave.
            canvas.text(
                name, in: Rect(x: title.x + 4, y: title.y, width: title.width - 8, height: 16),
                size: Self.leastSize, weight: .bold, isHovered ? Theme.accent : Theme.text)
        }
        add(
            Control(
                "group.\(path.joined(separator: "."))", title, action: .toggleGroup(path),
                hint: .text(Strings.closeGroup)))
    }

    private func drawClosedGroup(_ path: [String], _ frame: Rect) {
        let isHovered = scene.isHovered(frame)
        guard let group = tree.group(path) else { return }
        for depth in [2.0, 1.0] {
            var behind = frame
            behind.x += depth * 2 * zoom
            behind.y -= depth * 2 * zoom
            behind.width -= 4 * zoom
            canvas.fill(
                behind, Theme.fill(of: .convolution).faded(0.4), radius: 5 * zoom,
                border: Theme.groupBorder)
        }
        var face = frame
        face.width -= 4 * zoom
        canvas.fill(
            face, isHovered ? Theme.accentSurface : Theme.fill(of: .convolution).faded(0.55),
            radius: 5 * zoom,
            border: isHovered ? Theme.accent : Theme.edge(of: .convolution))
        if group.layers.contains(where: { !model.graph.nodes[$0].isComputed }) { hatch(face) }
        let name = path.last ?? ""
        if path.count > 1 {
            if isLegible(Theme.Size.small) {
                canvas.uprightText(
                    Words(verbatim: name), in: face.insetBy(0, 4), size: size(Theme.Size.small),
                    weight: .bold)
            }
        } else if isLegible(Theme.Size.small) {
            let count = group.groupCount
            let shape = group.layers.last.map { model.graph.nodes[$0].shape.description } ?? ""
            let lines: [(Words, FontWeight, Colour)] = [
                (Words(verbatim: name), .bold, Theme.text),
                (
                    count > 0 ? Strings.blocks(count) : Strings.layers(group.layers.count), .regular,
                    Theme.secondaryText
                ),
                (Words(verbatim: shape), .regular, Theme.secondaryText),
            ]
            let height = 24 * Layout.extent.letters * zoom
            for (index, line) in lines.enumerated() {
                let row = Rect(
                    x: face.x, y: face.midY + (Double(index) - 1.5) * height, width: face.width,
                    height: height)
                canvas.text(
                    line.0, in: row, size: size(index == 0 ? Theme.Size.body : Theme.Size.detail),
                    weight: line.1, line.2,
                    .centre)
            }
        }
        if path.count == 1, group.hasSkips(model.graph) {
            canvas.arc(
                from: Point(x: face.x + face.width * 0.25, y: face.y + 20 * zoom),
                to: Point(x: face.x + face.width * 0.75, y: face.y + 20 * zoom), rise: 12 * zoom,
                Theme.edge(of: .merge), thickness: 1.6)
        }
        add(
            Control(
                "group.\(path.joined(separator: "."))", frame, action: .toggleGroup(path),
                hint: .text(Strings.openGroup(name, layers: group.layers.count))))
        badges.draw(group.layers, named: path.joined(separator: "."), at: face)
    }

    /// Slanted lines over what is not computed.
    private func hatch(_ frame: Rect) {
        let step = 9.0
        var start = frame.x - frame.height
        while start < frame.maxX {
            let (left, right) = (max(start, frame.x), min(start + frame.height, frame.maxX))
            if left < right {
                canvas.path(
                    [
                        Point(x: left, y: frame.maxY - (left - start)),
                        Point(x: right, y: frame.maxY - (right - start)),
                    ], Theme.arrow, thickness: 1.5)
            }
            start += step
        }
    }

    /// Its own name, or that of the group in which it is alone.
    private func caption(of node: Node) -> String {
        guard layout.loners.contains(node.id), let group = node.scope.last else {
            return Strings.caption(ofLayer: node.name, in: node.scope)
        }
        return Strings.caption(ofLayer: group, in: Array(node.scope.dropLast()))
    }

    private func drawLayer(_ node: Node, _ frame: Rect) {
        let isObstructed = state.obstacle(at: node) != nil
        let isHovered = scene.isHovered(frame)
        var (fill, edge) = (Theme.fill(of: node.kind), Theme.edge(of: node.kind))
        if isObstructed { (fill, edge) = (fill.faded(0.6), edge.faded(0.55)) }
        canvas.fill(frame, isHovered ? fill.faded(0.5) : fill)
        if !node.isComputed { hatch(frame) }
        canvas.outline(frame, edge)
        if isLegible(Theme.Size.small) {
            canvas.uprightText(
                Words(verbatim: caption(of: node)),
                in: frame.insetBy(0, 6), size: size(Theme.Size.layer),
                weight: state.layer?.id == node.id ? .bold : .regular,
                isObstructed ? Theme.secondaryText : Theme.text)
        }
        if node.name == model.recommendedLayer {
            canvas.disc(Point(x: frame.midX, y: frame.y + 11 * zoom), radius: 4.5 * zoom, Theme.selection)
        }
        add(
            Control(
                "layer.\(node.name)", frame, action: .chooseLayer(node.id), hint: .layer(node.id)))
        badges.draw([node.id], named: node.name, at: frame)
    }

    /// Only what is to be seen can be clicked.
    private func add(_ control: Control) {
        let frame = control.frame.intersection(Layout.diagram)
        guard frame.width > 0, frame.height > 0 else { return }
        var shown = Control(control.name, frame, action: control.action, hint: control.hint)
        shown.pans = true
        scene.add(shown)
    }
}
