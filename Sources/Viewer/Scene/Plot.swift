import Foundation
import Words

/// Curves in a frame with axes.
struct Plot {
    struct Axis {
        let title: Words
        let range: ClosedRange<Double>
    }

    struct Value {
        let x: Double
        let y: Double
        /// What stands at the point; nil where `x` says it all.
        var label: Words?
    }

    struct Curve {
        /// A few words; empty where there is only one curve.
        let name: Words
        let points: [Value]
        /// A position in ``Plot/colours``.
        let colour: Int
    }

    let horizontal: Axis
    let vertical: Axis
    let curves: [Curve]
    /// The axes' inside.
    let frame: Rect

    static var colours: [Colour] {
        [Theme.accent, Theme.selection, Theme.edge(of: .dense), Theme.edge(of: .normalization)]
    }

    /// Where a value lies.
    func place(_ value: Value) -> Point { place(value.x, value.y) }

    func place(_ x: Double, _ y: Double) -> Point {
        func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
            let span = range.upperBound - range.lowerBound
            guard span > 0, value.isFinite else { return 0 }
            return min(max((value - range.lowerBound) / span, 0), 1)
        }
        return Point(
            x: frame.x + frame.width * share(x, horizontal.range),
            y: frame.maxY - frame.height * share(y, vertical.range))
    }

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        drawAxes(canvas)
        for (index, curve) in curves.enumerated() {
            let colour = Self.colours[curve.colour % Self.colours.count]
            let points = curve.points.map { place($0) }
            canvas.path(points, colour, thickness: 2.5)
            if points.count < 40 { for point in points { canvas.disc(point, radius: 3.5, colour) } }
            if !curve.name.isEmpty {
                canvas.text(
                    curve.name,
                    in: Rect(
                        x: frame.maxX - 170, y: frame.y + 4 + Double(index) * 22, width: 166, height: 22),
                    size: Theme.Size.small, weight: .bold, colour, .right)
            }
        }
    }

    private func drawAxes(_ canvas: Canvas) {
        canvas.fill(frame, Theme.surface)
        for step in 0...4 {
            let share = Double(step) / 4
            let y = frame.maxY - frame.height * share
            canvas.fill(Rect(x: frame.x, y: y, width: frame.width, height: 1), Theme.track)
            canvas.text(
                Words(
                    verbatim: Self.number(
                        vertical.range.lowerBound
                            + (vertical.range.upperBound - vertical.range.lowerBound) * share)),
                in: Rect(x: frame.x - 56, y: y - 10, width: 50, height: 20), size: Theme.Size.small,
                Theme.secondaryText, .right)
            canvas.text(
                Words(
                    verbatim: Self.tick(
                        horizontal.range.lowerBound
                            + (horizontal.range.upperBound - horizontal.range.lowerBound) * share,
                        horizontal.range)),
                in: Rect(x: frame.x + frame.width * share - 30, y: frame.maxY + 2, width: 60, height: 20),
                size: Theme.Size.small, Theme.secondaryText, .centre)
        }
        canvas.outline(frame, Theme.groupBorder)
        canvas.text(
            horizontal.title, in: Rect(x: frame.x, y: frame.maxY + 20, width: frame.width, height: 22),
            size: Theme.Size.small, Theme.secondaryText, .centre)
        canvas.text(
            vertical.title, in: Rect(x: frame.x - 50, y: frame.y - 22, width: frame.width, height: 20),
            size: Theme.Size.small, Theme.secondaryText)
    }

    /// A wide range needs no decimals.
    private static func tick(_ value: Double, _ range: ClosedRange<Double>) -> String {
        number(range.upperBound - range.lowerBound > 8 ? value.rounded() : value)
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : String(format: "%.2f", value)
    }

    /// What stands at the point that is nearest to the pointer.
    func drawNearest(in scene: Scene) {
        guard let pointer = scene.pointer(in: frame) else { return }
        let candidates = curves.flatMap(\.points).map { ($0, place($0)) }
        let found = candidates.min { abs($0.1.x - pointer.x) < abs($1.1.x - pointer.x) }
        guard let (nearest, place) = found else { return }
        scene.canvas.disc(place, radius: 6, Theme.selection)
        let name = nearest.label ?? Words(verbatim: Self.number(nearest.x))
        let text: Words = "\(name): \(nearest.y.asValue)"
        let width = scene.canvas.width(of: text, size: Theme.Size.small, weight: .bold) + 20
        let label = Rect(
            x: min(max(place.x - width / 2, frame.x), frame.maxX - width), y: max(frame.y, place.y - 36),
            width: width, height: 26)
        scene.canvas.fill(label, Theme.hint, radius: 6)
        scene.canvas.text(text, in: label, size: Theme.Size.small, weight: .bold, Theme.hintText, .centre)
    }
}
