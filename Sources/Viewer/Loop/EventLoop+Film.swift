/// A film that plays.
extension EventLoop {
    /// Whether the film plays and the picture of its present frame is there.
    var isFilmDue: Bool { screen.state.film?.isPlaying == true && screen.state.activity == .idle }

    /// Seconds from one frame to the next.
    var filmPause: Double {
        max(1 / Film.pace, screen.state.preferences.hasReducedMotion ? Self.calmPause : 0)
    }

    /// Goes on to the next frame once the present one has been seen long enough.
    func advanceFilm() {
        guard isFilmDue, Trace.now() - lastFrame >= filmPause else { return }
        lastFrame = Trace.now()
        if screen.state.advanceFilm() { screen.request() }
        isDirty = true
    }
}
