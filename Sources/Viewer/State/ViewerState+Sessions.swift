extension ViewerState {
    /// Shows what a session says, as far as its files are still there.
    mutating func adopt(_ session: FoundSession) {
        let photos = choices.photos
        choices = session.choices
        if choices.photos.isEmpty { choices.photos = photos }
        isModeAutomatic = false
        notice = session.missingCount > 0 ? Strings.missingFiles(session.missingCount) : nil
    }

    /// Looks as a person likes it.
    mutating func adoptPreferences(of session: FoundSession) {
        preferences = session.preferences
        ownModels = session.ownModels
    }
}
