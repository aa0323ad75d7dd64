import Words

/// The answer alone, with its question above and its caption below: to be seen from the last row.
enum PresentationView {
    static func draw(in scene: Scene) {
        ResultView.draw(in: scene)
        let (canvas, state) = (scene.canvas, scene.state)
        let title = Rect(x: Layout.grid.x, y: 20, width: Layout.grid.width, height: 32)
        let probability =
            state.obstacle == nil
            ? state.analysis?.predictions.first { $0.index == state.classIndex }?.probability : nil
        var parts = [state.mode.title]
        if state.mode.needsClass, let explained = state.explained {
            let percentage = state.choices.target == nil ? probability?.asPercentage : nil
            parts.append(Words([explained, percentage.map { Words(verbatim: $0) }]))
        }
        let words = parts.dropFirst().reduce(parts[0]) { "\($0)   ·   \($1)" }
        canvas.text(words, in: title, size: Theme.Size.body, weight: .bold)
        if let place = position(in: state) {
            canvas.text(place, in: title, size: Theme.Size.small, Theme.secondaryText, .right)
        }
        guard let notice = state.announcements.present, !state.announcements.isRead else { return }
        NoticeView.draw(notice, in: Layout.status, scene)
    }

    /// Which of the sessions or photos it is.
    private static func position(in state: ViewerState) -> Words? {
        if state.sessionPaths.count > 1 { return "\(state.sessionIndex + 1) / \(state.sessionPaths.count)" }
        return state.photos.count > 1 ? "\(state.photoIndex + 1) / \(state.photos.count)" : nil
    }
}
