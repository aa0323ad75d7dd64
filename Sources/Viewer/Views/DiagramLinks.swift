import Explanations
import ModelFormats
import NeuralNetwork

/// The connections that pass by other layers: thin where there are many, and lit at the layer under the pointer, or at the one
/// that is looked at.
struct DiagramLinks {
    let scene: Scene
    let model: Model
    let layout: DiagramLayout

    private var zoom: Double { scene.state.diagram.zoom }
    /// More of them into one layer are thin.
    private static let fewInputs = 2

    func draw() {
        let lit = litFrames
        for isLit in [false, true] {
            for skip in layout.skips where isLitUp(skip, lit) == isLit { draw(skip, isLit: isLit) }
        }
        if scene.state.inspection != nil, scene.state.inspectableMap != nil { drawInputsOfInspected() }
    }

    /// The boxes of the layer under the pointer and of the chosen one, in the diagram's pixels.
    private var litFrames: [Rect] {
        let state = scene.state
        var frames = state.layer.flatMap { layout.frame(ofLayer: $0.id) }.map { [$0] } ?? []
        for box in layout.boxes where box.isLeaf {
            let frame = DiagramPainter.place(box.frame, state.diagram)
            if frame.overlaps(Layout.diagram), scene.isHovered(frame.intersection(Layout.diagram)) {
                frames.append(box.frame)
            }
        }
        return frames
    }

    private func isLitUp(_ skip: DiagramLayout.Skip, _ frames: [Rect]) -> Bool {
        frames.contains { frame in
            [skip.start, skip.end].contains { $0.x == frame.midX && $0.y == frame.y }
        }
    }

    private func draw(_ skip: DiagramLayout.Skip, isLit: Bool) {
        let (start, end) = (place(skip.start), place(skip.end))
        let view = Layout.diagram
        guard max(start.x, end.x) > view.x, min(start.x, end.x) < view.maxX else { return }
        let isThin = model.graph.nodes[skip.target].inputs.count > Self.fewInputs && !isLit
        let colour =
            isLit ? Theme.selection : isThin ? Theme.edge(of: .merge).faded(0.78) : Theme.edge(of: .merge)
        let thickness = isLit ? 2.5 : isThin ? 1 : 2
        if skip.start.y == skip.end.y || abs(skip.start.y - skip.end.y) < DiagramLayout.rowHeight / 2 {
            // Short ones rise less than long ones, so that they do not lie on each other.
            let length = abs(skip.end.x - skip.start.x)
            let share = isThin || isLit ? 0.35 + 0.65 * min(1, length / 500) : 1
            let rise = min(start.y, end.y) - place(Point(x: skip.start.x, y: skip.top)).y
            canvas.arc(from: start, to: end, rise: rise * share, colour, thickness: thickness)
        } else if isLit {
            canvas.path([start, end], colour, thickness: thickness)
        } else {
            return
        }
        guard !isThin else { return }
        let side = 4 * zoom
        canvas.polygon(
            [
                Point(x: end.x - side, y: end.y - side * 1.6), Point(x: end.x + side, y: end.y - side * 1.6),
                end,
            ], colour)
    }

    /// While the arithmetic of an element is shown: from the layers that it reads to the one that computes it, which is the
    /// classifier where it is an element of a class activation map.
    private func drawInputsOfInspected() {
        guard let layer = scene.state.layer else { return }
        let isCAM = scene.state.mode is CAM
        let reader = isCAM ? model.graph.logits ?? layer.id : layer.id
        guard let target = layout.frame(ofLayer: reader) else { return }
        for input in isCAM ? [layer.id] : layer.inputs {
            guard let source = layout.frame(ofLayer: input), source != target else { continue }
            let from = place(Point(x: source.midX, y: source.maxY))
            let to = place(Point(x: target.midX, y: target.maxY))
            canvas.arc(
                from: from, to: to, rise: -min(16 * zoom, 16), Theme.selection, thickness: 3)
            canvas.outline(DiagramPainter.place(source, scene.state.diagram), Theme.selection, thickness: 2)
        }
    }

    private var canvas: Canvas { scene.canvas }

    private func place(_ point: Point) -> Point {
        let rect = DiagramPainter.place(
            Rect(x: point.x, y: point.y, width: 0, height: 0), scene.state.diagram)
        return Point(x: rect.x, y: rect.y)
    }
}
