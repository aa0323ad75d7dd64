import Words

/// The film under the result: a slider over the networks of a training, and what can be done with them.
enum FilmBar {
    private static let width = 620.0

    /// At the left end of the strip below the result.
    static var frame: Rect {
        Rect(x: Layout.strip.x, y: Layout.strip.y, width: width, height: Layout.strip.height)
    }

    static func draw(in scene: Scene) {
        guard let film = scene.state.film else { return }
        let (canvas, frame) = (scene.canvas, frame)
        canvas.fill(frame, Theme.surface, radius: 7, border: Theme.surfaceBorder)
        scene.add(Control("film", frame))
        let inside = frame.insetBy(4, 4)
        let close = Rect(x: inside.maxX - 30, y: inside.y, width: 30, height: inside.height)
        scene.button("film.close", "×", in: close, action: .film(.close), hint: Strings.closeFilm)
        guard !film.frames.isEmpty else {
            canvas.text(
                Strings.waitingFor(film.isOwn ? film.name : film.folder),
                in: Rect(x: inside.x + 8, y: inside.y, width: close.x - inside.x - 16, height: inside.height),
                size: Theme.Size.small, Theme.secondaryText)
            return
        }
        let play = Rect(x: inside.x, y: inside.y, width: 40, height: inside.height)
        scene.button(
            "film.play", "", in: play, action: .film(.play),
            hint: film.isPlaying ? Strings.stopFilm : Strings.playFilm)
        drawSymbol(film.isPlaying, in: play, canvas)
        var right = drawSaving(film, leftOf: close.x - 6, inside, scene)
        right -= 12
        let caption = Rect(x: right - 160, y: inside.y, width: 160, height: inside.height)
        let position = scene.state.frame
        canvas.text(
            position.map { Strings.frame(film.frames[$0].caption, $0 + 1, of: film.frames.count) }
                ?? Strings.frames(film.frames.count),
            in: caption, size: Theme.Size.small, weight: .bold, Theme.text, .right)
        drawSlider(
            film, position,
            in: Rect(x: play.maxX + 8, y: inside.y, width: caption.x - play.maxX - 16, height: inside.height),
            scene)
    }

    /// A triangle, or two bars while it plays.
    static func drawSymbol(_ isPlaying: Bool, in button: Rect, _ canvas: Canvas) {
        let (x, y) = (button.midX, button.midY)
        if isPlaying {
            for left in [x - 6, x + 2] {
                canvas.fill(Rect(x: left, y: y - 7, width: 4, height: 14), Theme.text)
            }
        } else {
            canvas.polygon(
                [Point(x: x - 5, y: y - 8), Point(x: x - 5, y: y + 8), Point(x: x + 8, y: y)], Theme.text)
        }
    }

    /// What saves the film, or says how far that is and stops it.
    ///
    /// - Returns: where it begins.
    private static func drawSaving(_ film: Film, leftOf end: Double, _ inside: Rect, _ scene: Scene) -> Double
    {
        let caption = film.saved.map { Strings.savingFilm($0, of: film.frames.count) } ?? Strings.saveFilm
        let width = scene.canvas.width(of: caption, size: Theme.Size.small, weight: .bold) + 24
        let frame = Rect(x: end - width, y: inside.y, width: width, height: inside.height)
        scene.button(
            "film.save", caption, in: frame,
            action: film.saved == nil ? .export(.film) : .film(.stopSaving), isChosen: film.saved != nil,
            isDimmed: film.frames.count < 2, size: Theme.Size.small,
            hint: film.saved == nil ? Strings.saveFilmHint : Strings.stopSavingFilm)
        return frame.x
    }

    private static func drawSlider(_ film: Film, _ position: Int?, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let last = film.frames.count - 1
        let track = Rect(x: frame.x + 10, y: frame.midY - 3, width: frame.width - 20, height: 6)
        func x(_ position: Int) -> Double {
            track.x + track.width * (last == 0 ? 1 : Double(position) / Double(last))
        }
        canvas.fill(track, Theme.track, radius: 3)
        if last <= 60 {
            for place in 0...last {
                canvas.fill(Rect(x: x(place) - 1, y: track.y - 3, width: 2, height: 12), Theme.groupBorder)
            }
        }
        if let position {
            canvas.fill(
                Rect(x: track.x, y: track.y, width: x(position) - track.x, height: track.height),
                Theme.accent,
                radius: 3)
            canvas.disc(Point(x: x(position), y: track.midY), radius: 10, Theme.accent)
            canvas.disc(Point(x: x(position), y: track.midY), radius: 6, Theme.surface)
        }
        scene.add(
            Control(
                "film.slider", frame,
                drag: { point in
                    let share = min(max((point.x - track.x) / track.width, 0), 1)
                    return .film(.show(Int((share * Double(last)).rounded())))
                },
                hint: .text(Strings.filmHint),
                keys: Control.Keys(move: { .film(.step($0.step)) }, press: .film(.play))))
    }
}
