/// When work is worth a word.
extension EventLoop {
    /// Work shorter than this is not.
    static let patience = 0.25

    /// Says that work is being done once it takes long; each frame of a video is work of its own.
    func noteActivity() {
        guard screen.state.activity == .working else {
            workStart = nil
            return
        }
        let now = Trace.now()
        if screen.state.playingVideo != nil, workGeneration != screen.state.generation { workStart = nil }
        workGeneration = screen.state.generation
        workStart = workStart ?? now
        if let workStart, now - workStart >= Self.patience, !screen.state.showsActivity {
            screen.state.showsActivity = true
            isDirty = true
        }
    }
}
