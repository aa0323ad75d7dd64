import Imaging

/// A rectangle on a photo: the one that is being drawn, or that is asked about.
enum SelectionView {
    /// - Parameter place: where the photo is.
    static func draw(in place: Rect, _ scene: Scene) {
        guard let selection = scene.state.selection ?? scene.state.comparison?.region else { return }
        let frame = Rect(
            x: place.x + selection.left * place.width, y: place.y + selection.top * place.height,
            width: selection.width * place.width, height: selection.height * place.height)
        scene.canvas.outline(frame, Theme.text, thickness: 3)
        scene.canvas.outline(frame, Theme.selection, thickness: 1.5)
    }

    /// Lets a control draw one.
    static func addDrag(to control: inout Control, over place: Rect) {
        control.drag = { point in
            .select(
                UnitPoint(x: (point.x - place.x) / place.width, y: (point.y - place.y) / place.height))
        }
    }
}
