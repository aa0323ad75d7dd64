/// The names most like a mistyped one.
public enum NearestNames {
    /// Up to `count` of `names`, those that contain the text first, then by edit distance without regard to case.
    ///
    /// - Returns: only names near enough to be what was meant; empty if there is none.
    public static func of(_ text: String, in names: [String], count: Int = 3) -> [String] {
        let wanted = Array(text.lowercased())
        let limit = max(2, wanted.count / 2)
        let scored = names.compactMap { name -> (String, Int)? in
            let candidate = Array(name.lowercased())
            if !wanted.isEmpty, name.lowercased().contains(text.lowercased()) {
                return (name, candidate.count - wanted.count - 1000)
            }
            let distance = editDistance(wanted, candidate)
            return distance <= limit ? (name, distance) : nil
        }
        return scored.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(count).map(\.0)
    }

    /// Levenshtein's distance: insertions, deletions and substitutions.
    static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(diagonal + (x == y ? 0 : 1), above + 1, row[j] + 1)
                diagonal = above
            }
        }
        return row[b.count]
    }
}
