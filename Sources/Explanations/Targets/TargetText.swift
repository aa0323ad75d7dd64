extension String {
    /// What stands after a word at the beginning; nil for a text that does not begin with it.
    func after(_ word: String) -> String? {
        guard hasPrefix(word + " ") else { return nil }
        let rest = dropFirst(word.count + 1)
        return rest.isEmpty ? nil : String(rest)
    }

    /// What stands before and after a word in the middle, which may be missing.
    func cut(at word: String) -> (head: String, tail: String?) {
        let pieces = split(separator: " \(word) ", maxSplits: 1, omittingEmptySubsequences: false)
        return pieces.count == 2 && pieces.allSatisfy { !$0.isEmpty }
            ? (String(pieces[0]), String(pieces[1])) : (self, nil)
    }
}
