import Explanations
import Words

/// An activation as a curve, with the number that went in and what came out.
enum FunctionPlot {
    static func draw(_ function: PlottedFunction, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        canvas.fill(frame, Theme.sunken, radius: 6, border: Theme.surfaceBorder)
        let points = function.curve.filter { $0.y.isFinite }
        guard let first = points.first, let last = points.last, first.x < last.x else { return }
        let plot = frame.insetBy(8, 8)
        let heights = points.map(\.y) + [0, function.result.isFinite ? function.result : 0]
        let (low, high) = (heights.min() ?? 0, heights.max() ?? 1)
        let span = max(high - low, 1e-9)
        func point(_ x: Double, _ y: Double) -> Point {
            Point(
                x: plot.x + (x - first.x) / (last.x - first.x) * plot.width,
                y: plot.maxY - (y - low) / span * plot.height)
        }
        let origin = point(0, 0)
        canvas.fill(Rect(x: plot.x, y: origin.y, width: plot.width, height: 1), Theme.groupBorder)
        canvas.fill(Rect(x: origin.x, y: plot.y, width: 1, height: plot.height), Theme.groupBorder)
        canvas.path(points.map { point($0.x, $0.y) }, Theme.accent, thickness: 2.5)
        if function.result.isFinite {
            let value = point(function.number, function.result)
            canvas.disc(value, radius: 6, Theme.selection)
        }
        canvas.text(
            Words(verbatim: "\(function.number.asValue) → \(function.result.asValue)"),
            in: Rect(x: frame.x, y: frame.maxY + 4, width: frame.width, height: 24), size: Theme.Size.body,
            weight: .bold, Theme.text, .centre)
    }
}
