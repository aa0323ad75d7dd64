/// A film that plays.
extension EventLoop {
    /// Whether the film plays and the picture of its present frame is there.
    private var isFilmDue: Bool { screen.state.film?.isPlaying == true && screen.state.activity == .idle }

    /// Seconds from one frame to the next.
    private var filmPause: Double {
        max(1 / Film.pace, screen.state.preferences.hasReducedMotion ? Self.calmPause : 0)
    }

    /// When the present frame has been seen long enough; nil where none is to follow or the present one is not seen yet.
    var filmDue: Double? { isFilmDue ? seenFrame.map { $0.since + filmPause } : nil }

    /// Notes, once the window is drawn, which frame of a film that plays is seen.
    func noteFrame() {
        guard isFilmDue else {
            seenFrame = nil
            return
        }
        let position = screen.state.frame
        if seenFrame == nil || seenFrame?.position != position { seenFrame = (position, Trace.now()) }
    }

    /// Goes on to the next frame once the present one has been seen long enough.
    func advanceFilm() {
        guard let due = filmDue, Trace.now() >= due else { return }
        seenFrame = nil
        if screen.state.advanceFilm() { screen.request() }
        isDirty = true
    }
}
