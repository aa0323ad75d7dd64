/// Which tensors are read after others that share their elements were changed.
///
/// What code reads later is known only when it has been followed to its end. So a first pass takes it that nothing is read
/// later and writes down where that would matter; where it was wrong, the next pass knows.
final class TorchScriptReadings {
    private struct Question: Hashable {
        let use: Int
        let name: String
    }

    private var use = 0
    private var questions: [String: [Int]] = [:]
    private var known: Set<Question> = []
    /// Whether the last pass took for unread what was read.
    private(set) var wasWrong = false

    /// Whether everything is taken for read later, which is never wrong and refuses more.
    private var isCautious = false

    /// Starts the next pass.
    func restart(isCautious: Bool) {
        self.isCautious = isCautious
        use = 0
        questions = [:]
        wasWrong = false
    }

    /// Says that an operator reads tensors.
    func note(_ names: [String]) {
        use += 1
        for name in names {
            for asked in questions.removeValue(forKey: name) ?? [] {
                known.insert(Question(use: asked, name: name))
                wasWrong = true
            }
        }
    }

    /// Whether a tensor is read after the operator that ``note(_:)`` was told of last.
    func isReadLater(_ name: String) -> Bool {
        if isCautious || known.contains(Question(use: use, name: name)) { return true }
        questions[name, default: []].append(use)
        return false
    }
}
