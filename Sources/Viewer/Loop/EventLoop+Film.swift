/// A film that plays.
extension EventLoop {
    /// Whether the film plays and the picture of its present frame is there.
    var isFilmDue: Bool { screen.state.film?.isPlaying == true && screen.state.activity == .idle }

    /// Goes on to the next frame once the present one has been seen long enough.
    func advanceFilm() {
        guard isFilmDue, Trace.now() - lastFrame >= 1 / Film.pace else { return }
        lastFrame = Trace.now()
        if screen.state.advanceFilm() { screen.request() }
        isDirty = true
    }
}
