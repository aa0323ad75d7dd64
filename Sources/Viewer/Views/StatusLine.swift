import Words

/// The strip below the result: what the program says, else what lies under the pointer in the result, else what is being done
/// and how long it took; at its right end the messages, the language and the keys to know.
enum StatusLine {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        if let progress = state.progress, state.activity == .working { drawBar(progress, canvas) }
        drawButtons(in: scene)
        FilmBar.draw(in: scene)
        var strip = Layout.status
        if state.film != nil { strip.x = FilmBar.frame.maxX + 12 }
        strip.width = LessonsPanel.buttonFrame(canvas).x - 16 - strip.x
        let reading = HoverCard.reading(in: scene)
        if let entry = state.announcements.present, reading == nil || !state.announcements.isRead {
            NoticeView.draw(entry, in: strip, scene)
        } else if let reading {
            canvas.text(reading, in: strip, size: Theme.Size.body, weight: .bold, Theme.text)
        } else if state.activity == .paused {
            drawPaused(in: strip, scene)
        } else {
            canvas.text(text(state), in: strip, size: Theme.Size.small, Theme.secondaryText)
        }
    }

    private static func drawButtons(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let keys = KeysPanel.buttonFrame(canvas)
        canvas.text(
            KeysPanel.caption(canvas), in: keys.insetBy(8, 0), size: Theme.Size.small,
            scene.isHovered(keys) ? Theme.accent : Theme.secondaryText, .right)
        scene.add(
            Control("keys", keys, action: KeysPanel.toggle, hint: KeysPanel.command.hint.map { .text($0) }))
        scene.button(
            for: LanguageMenu.self, Words(verbatim: state.language.title),
            in: LanguageMenu.buttonFrame(canvas), opensCard: true, size: Theme.Size.small)
        scene.button(
            for: LessonsPanel.self, in: LessonsPanel.buttonFrame(canvas), opensCard: true,
            size: Theme.Size.small)
        scene.button(
            for: MessagesPanel.self, in: MessagesPanel.buttonFrame(canvas), opensCard: true,
            size: Theme.Size.small)
    }

    /// Work that was stopped, and the way on.
    private static func drawPaused(in strip: Rect, _ scene: Scene) {
        let words = scene.state.progress.map { Strings.stopPoint($0) } ?? Strings.stopped
        let width = scene.canvas.text(words, in: strip, weight: .bold)
        let caption = Commands.goOn.caption ?? ""
        let room = scene.canvas.width(of: caption, size: Theme.Size.small, weight: .bold) + 28
        scene.button(
            "goon", for: Commands.goOn,
            in: Rect(x: strip.x + width + 16, y: strip.y + 1, width: room, height: strip.height - 2),
            size: Theme.Size.small)
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
        if state.obstacle == nil, state.activity == .idle, let place = state.answer?.explanation.place {
            parts.insert(place, at: 0)
        }
        if let progress = state.progress {
            parts.append(Strings.progress(progress))
        } else if state.showsActivity {
            parts.append(Strings.computing)
        }
        return parts.dropFirst().reduce(parts.first ?? "") { "\($0)   ·   \($1)" }
    }
}
