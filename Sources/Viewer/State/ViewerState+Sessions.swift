import ModelFormats

extension ViewerState {
    /// What the next start goes on with.
    var lastSession: Session {
        // A lesson's pictures are not the person's.
        var choices = lessonRun?.before ?? lastingChoices
        choices.painting = nil
        return Session(choices: choices, preferences: preferences, set: setPath)
    }

    /// The set that is looked at, or that a session looks at.
    var setPath: String? { self.set?.dataset.path ?? keptSet?.path }

    /// The set of a session that is to be looked for on the disk.
    mutating func takeWantedSet() -> String? {
        guard let keptSet, !keptSet.isAsked else { return nil }
        self.keptSet?.isAsked = true
        return keptSet.path
    }

    /// Shows what a session says, as far as its files are still there.
    mutating func adopt(_ session: FoundSession) {
        let photos = choices.photos
        choices = session.choices
        if choices.photos.isEmpty { choices.photos = photos }
        isModeAutomatic = false
        notice = session.missingCount > 0 ? Strings.missingFiles(session.missingCount) : nil
        if let model, model.name == choices.modelChoice.name { forgetUnknownLayer(of: model) }
        guard session.set != setPath else { return }
        set = nil
        keptSet = session.set.map { ($0, false) }
        if docked is SetCard { docked = nil }
    }

    /// Goes on with the recommended layer, and says so, where the network has none of the chosen name.
    mutating func forgetUnknownLayer(of model: Model) {
        guard let name = choices.layerName, model.graph.node(named: name) == nil else { return }
        choices.layerName = nil
        notice = Strings.noSuchLayer(name)
    }

    /// Looks as a person likes it.
    mutating func adoptPreferences(of session: FoundSession) {
        preferences = session.preferences
        ownModels = session.ownModels
    }
}
