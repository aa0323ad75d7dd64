import Words

/// What the window has said: the sentence on the screen, and the latest ones to read again.
struct Announcements: Equatable {
    /// How long a sentence stays.
    enum Kind: Sendable {
        /// Until ``Entry/seconds`` have passed.
        case message
        /// Until a person does something else.
        case error
    }

    struct Entry: Equatable {
        let sentence: Words
        let kind: Kind

        /// The time that a message is to be read in: five seconds, and more where it is long.
        var seconds: Double { max(5, Double(sentence.english.count) / 20) }
    }

    /// As many as can be read again.
    static let kept = 20

    private(set) var present: Entry? { didSet { isRead = false } }
    /// Whether there was time to read the present one.
    private(set) var isRead = false
    /// The newest first, the present one among them.
    private(set) var latest: [Entry] = []
    /// Grows with each sentence.
    private(set) var count = 0

    mutating func say(_ sentence: Words, as kind: Kind = .message) {
        let entry = Entry(sentence: sentence, kind: kind)
        present = entry
        count += 1
        latest.removeAll { $0.sentence == sentence }
        latest.insert(entry, at: 0)
        if latest.count > Self.kept { latest.removeLast() }
    }

    mutating func close() { present = nil }

    /// The present one has been there for its time: a message goes, an error may be covered.
    mutating func expire() {
        if present?.kind == .message { present = nil } else { isRead = present != nil }
    }
}

extension ViewerState {
    /// The sentence on the screen; setting it says something, nil closes it.
    var notice: Words? {
        get { announcements.present?.sentence }
        set {
            if let newValue { announcements.say(newValue) } else { announcements.close() }
        }
    }

    /// Says what went wrong.
    mutating func refuse(_ error: any Error) {
        announcements.say(Strings.inWindow(Strings.sentence(for: error)), as: .error)
    }

    /// An error has been read once a person does the next thing after it.
    ///
    /// - Parameter count: how much had been said before that.
    mutating func closeError(saidBefore count: Int, after action: Action) {
        guard announcements.present?.kind == .error, announcements.count == count, !action.isPassing else {
            return
        }
        announcements.close()
    }
}

extension Action {
    /// Whether it only moves what is looked at, or ends.
    fileprivate var isPassing: Bool {
        switch self {
        case .scrollDiagram, .centreDiagram, .toggleGraph, .zoomIn, .zoomOut, .fitDiagram, .highlight, .step,
            .type, .deleteBackwards,
            .toggle, .toggleDark, .toggleLarge, .toggleContrast, .toggleMotion, .toggleFullScreen, .quit:
            true
        default: false
        }
    }
}
