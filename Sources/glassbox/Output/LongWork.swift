/// Work that shows its progress on standard error once it takes longer than a second.
enum LongWork {
    /// - Parameters:
    ///   - name: what is done, a few words.
    ///   - write: draws the progress.
    ///   - work: is given what takes the part that is done, 0…1.
    static func shown<Result>(
        as name: String, write: @escaping (String) -> Void = StandardStreams.writeError,
        _ work: (_ progress: @escaping (Double) -> Void) throws -> Result
    ) rethrows -> Result {
        let start = ContinuousClock.now
        let display = ProgressDisplay(of: name, write: write)
        defer { display.end() }
        return try work { done in
            // What is over before a bar is read needs none.
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            if seconds > 1 { display.show(ComputationProgress(done: done, seconds: seconds)) }
        }
    }
}
