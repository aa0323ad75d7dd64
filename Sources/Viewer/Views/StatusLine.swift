import Words

/// What the program does or how long it took, and the keys to know.
enum StatusLine {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let caption = KeysPanel.command.caption ?? ""
        if let progress = state.progress { drawBar(progress, canvas) }
        let hint = KeysPanel.buttonFrame(canvas)
        canvas.text(
            caption, in: hint.insetBy(8, 0), size: Theme.Size.small,
            scene.isHovered(hint) ? Theme.accent : Theme.secondaryText, .right)
        let language = LanguageMenu.buttonFrame(canvas)
        scene.button(
            for: LanguageMenu.self, Words(verbatim: state.language.title), in: language, opensCard: true,
            size: Theme.Size.small)
        var status = Layout.status
        status.width = language.x - 16 - status.x
        canvas.text(text(state), in: status, size: Theme.Size.small, Theme.secondaryText)
        scene.add(
            Control("keys", hint, action: KeysPanel.toggle, hint: KeysPanel.command.hint.map { .text($0) }))
    }

    /// Along the lower edge of the result.
    private static func drawBar(_ progress: WorkProgress, _ canvas: Canvas) {
        let card = Layout.resultCard
        let track = Rect(x: card.x + 12, y: card.maxY - 8, width: card.width - 24, height: 5)
        canvas.fill(track, Theme.track, radius: 2)
        var filled = track
        filled.width = max(4, track.width * progress.fraction)
        canvas.fill(filled, Theme.accent, radius: 2)
    }

    private static func text(_ state: ViewerState) -> Words {
        if state.model == nil { return Strings.loading }
        if state.analysis == nil || state.analysis?.path != state.path { return Strings.analysing }
        var parts: [Words] = []
        if let analysis = state.analysis { parts.append(Strings.analysed(in: analysis.seconds)) }
        if state.obstacle == nil, let answer = state.answer {
            parts.append(
                Strings.answered(answer.explanation.method.title, in: answer.seconds))
        }
        if let progress = state.progress {
            parts.append(Strings.progress(progress))
        } else if state.showsActivity {
            parts.append(Strings.computing)
        }
        return parts.dropFirst().reduce(parts.first ?? "") { "\($0)   ·   \($1)" }
    }
}
