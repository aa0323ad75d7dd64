/// What is on the disk for the next start, and when what has changed since goes there: the program may be killed, or its display may
/// go away, before it is closed.
struct KeptSession {
    private var session: Session
    /// When what the window shows now is kept if it stays; nil where it is kept, or is still being computed.
    private(set) var due: Double?

    /// How long something is looked at before the next start goes on with it.
    static let time = 1.0

    init(_ session: Session) {
        self.session = session
    }

    /// Whether a session has to be kept now: one of other preferences at once, another one where it stays.
    ///
    /// - Parameters:
    ///   - isIdle: whether it is answered; what is being computed for the first time may be what ends the program.
    ///   - now: seconds.
    mutating func isDue(_ present: Session, isIdle: Bool, now: Double) -> Bool {
        guard present != session else {
            due = nil
            return false
        }
        if present.preferences == session.preferences {
            guard isIdle else {
                due = nil
                return false
            }
            due = due ?? now + Self.time
            guard let due, now >= due else { return false }
        }
        (session, due) = (present, nil)
        return true
    }
}
