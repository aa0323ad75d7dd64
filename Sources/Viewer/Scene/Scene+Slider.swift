extension Scene {
    /// A slider.
    ///
    /// - Parameters:
    ///   - reach: where a press moves it.
    ///   - share: where it stands, 0…1; it is filled from `start`, which has a mark where that is not its end.
    ///   - step: what an arrow moves it by.
    ///   - set: is given where it is to stand, 0…1.
    func slider(
        _ name: String, on track: Rect, reach: Rect, at share: Double, from start: Double = 0, step: Double,
        hint: Control.Hint? = nil, set: @escaping (Double) -> Action
    ) {
        let (x, from) = (track.x + track.width * share, track.x + track.width * start)
        canvas.fill(track, Theme.track, radius: 3)
        if start > 0 {
            canvas.fill(Rect(x: from - 1, y: track.y - 4, width: 2, height: 14), Theme.groupBorder)
        }
        canvas.fill(
            Rect(x: min(x, from), y: track.y, width: abs(x - from), height: track.height), Theme.accent,
            radius: 3)
        canvas.disc(Point(x: x, y: track.midY), radius: 9, Theme.accent)
        canvas.disc(Point(x: x, y: track.midY), radius: 6, Theme.surface)
        func place(_ share: Double) -> Action { set(min(max(share, 0), 1)) }
        add(
            Control(
                name, reach, drag: { place(($0.x - track.x) / track.width) }, hint: hint,
                keys: Control.Keys(move: { place(share + Double($0.step) * step) })))
    }
}
