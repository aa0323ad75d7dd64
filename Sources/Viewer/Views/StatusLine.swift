/// What the program does or how long it took, and the keys to know.
enum StatusLine {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        canvas.text(
            text(state), in: Layout.status, size: Theme.Size.small, Theme.secondaryText)
        let width = canvas.width(of: Strings.keysHint, size: Theme.Size.small) + 16
        let hint = Rect(
            x: Layout.status.maxX - width, y: Layout.status.y, width: width, height: Layout.status.height)
        canvas.text(
            Strings.keysHint, in: hint.insetBy(8, 0), size: Theme.Size.small,
            scene.isHovered(hint) ? Theme.accent : Theme.secondaryText, .right)
        scene.add(Control("keys", hint, action: .toggleKeys, hint: .text(Strings.keysListHint)))
    }

    private static func text(_ state: ViewerState) -> String {
        if state.model == nil { return Strings.loading }
        if state.analysis == nil || state.analysis?.path != state.path { return Strings.analysing }
        var parts: [String] = []
        if let analysis = state.analysis { parts.append(Strings.analysed(in: analysis.seconds)) }
        if state.obstacle == nil, let answer = state.answer {
            parts.append(Strings.answered(answer.explanation.method.title, in: answer.seconds))
        }
        if state.showsActivity { parts.append(Strings.computing) }
        return parts.joined(separator: "   ·   ")
    }
}
