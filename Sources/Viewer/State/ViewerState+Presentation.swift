/// The answer by itself, for a class: a clicker goes through lessons, sessions and photos.
extension ViewerState {
    /// Whether the answer has the window for itself. Arithmetic is read beside the network it is about.
    var isPresented: Bool { isPresenting && !(inspection != nil && inspectableMap != nil) }

    mutating func present() -> Consequence {
        isPresenting.toggle()
        card = nil
        brush = nil
        return .request
    }

    /// What keys do meanwhile: Page Up and Page Down are those of a presenter's clicker.
    func presentationAction(for key: Key) -> Action? {
        guard isPresenting, !(card is any ListCard) else { return nil }
        if Commands.nextPage.shortcut.keys.contains(key) {
            return lessonRun != nil ? .nextStep : sessionPaths.count > 1 ? .nextSession : .nextPhoto
        }
        if Commands.previousPage.shortcut.keys.contains(key) {
            return lessonRun != nil
                ? .previousStep : sessionPaths.count > 1 ? .previousSession : .previousPhoto
        }
        return nil
    }

    /// Opens the session so many after the present one, and after the last the first again.
    mutating func showSession(by distance: Int) -> Consequence {
        guard !sessionPaths.isEmpty else { return .redraw }
        sessionIndex = (sessionIndex + distance + sessionPaths.count) % sessionPaths.count
        return .look(.open([sessionPaths[sessionIndex]], .chosen))
    }

    /// Remembers sessions that were opened together.
    mutating func remember(sessions paths: [String]) {
        guard paths.count > 1 else { return }
        (sessionPaths, sessionIndex) = (paths, 0)
    }
}
