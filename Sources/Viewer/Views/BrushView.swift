import Foundation
import Imaging
import Words

/// The brush's controls in the row above the answer, and the photos that can be painted on.
enum BrushView {
    /// In place of what can be done with the answer.
    ///
    /// - Returns: where they begin.
    static func drawControls(_ brush: Brush, in scene: Scene) -> Double {
        var x = Layout.question.maxX
        func button(
            _ name: String, _ caption: Words, _ action: Action, _ hint: Words, isChosen: Bool = false
        ) {
            let width = max(34, scene.canvas.width(of: caption, size: Theme.Size.body, weight: .bold) + 28)
            x -= width
            scene.button(
                "brush.\(name)", caption,
                in: Rect(x: x, y: Layout.question.y, width: width, height: Layout.question.height),
                action: action, isChosen: isChosen, hint: hint)
            x -= 8
        }
        button("done", Strings.brushDone, .toggleBrush, Strings.brushDoneHint)
        button("clear", Strings.clearPainting, .clearPainting, Strings.clearPaintingHint)
        button("larger", Words(verbatim: "+"), .resizeBrush(1.4), Strings.largerBrush)
        button("smaller", Words(verbatim: "−"), .resizeBrush(1 / 1.4), Strings.smallerBrush)
        for paint in Stroke.Paint.allCases.reversed() where paint != .photo || scene.state.otherPhoto != nil {
            button(
                paint.rawValue, Strings.paint(paint), .choosePaint(paint), Strings.paintHint(paint),
                isChosen: brush.paint == paint)
        }
        return x
    }

    /// The button that takes the brush, left of what can be done with the answer, where there is room.
    ///
    /// - Returns: where it begins.
    static func drawButton(leftOf x: Double, rightOf limit: Double, in scene: Scene) -> Double {
        let width = scene.canvas.width(of: Strings.brush, size: Theme.Size.body, weight: .bold) + 28
        guard x - width >= limit else { return x }
        scene.button(
            "brush", Strings.brush,
            in: Rect(x: x - width, y: Layout.question.y, width: width, height: Layout.question.height),
            action: .toggleBrush, isChosen: scene.state.choices.painting?.path == scene.state.path,
            hint: Strings.brushHint)
        return x - width
    }

    /// Lets a picture of the whole photo be painted on.
    static func addTarget(_ name: String, _ frame: Rect, in scene: Scene) {
        guard let brush = scene.state.brush, scene.state.card == nil, scene.state.analysis?.isArray == false
        else { return }
        var control = Control("brush.on.\(name)", frame)
        control.drag = { point in
            .paint(
                UnitPoint(
                    x: (point.x - frame.x) / frame.width, y: (point.y - frame.y) / frame.height))
        }
        scene.add(control)
        guard let pointer = scene.pointer(in: frame) else { return }
        let radius = brush.radius * min(frame.width, frame.height)
        let ring = (0...40).map { step in
            let angle = Double(step) / 20 * Double.pi
            return Point(x: pointer.x + radius * cos(angle), y: pointer.y + radius * sin(angle))
        }
        scene.canvas.path(ring, Theme.regionOutline, thickness: 3)
        scene.canvas.path(ring, Theme.selection, thickness: 1.5)
    }
}
