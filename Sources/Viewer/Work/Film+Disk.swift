import Files
import Foundation

extension Film {
    /// The networks of a folder, in the order of their names, in which numbers count by their values. Hidden files are left out.
    ///
    /// - Throws: ``FileListingError``.
    static func frames(in folder: String) throws -> [Frame] {
        try FileListing(of: folder).entries.filter { $0.kind == .network }
            .sorted { precedes($0.name, $1.name) }
            .map { Frame(path: $0.path, version: FileVersion(path: $0.path)) }
    }

    /// Whether a name stands before another, `epoch-9` before `epoch-10`.
    static func precedes(_ first: String, _ second: String) -> Bool {
        let (one, other) = (parts(of: first), parts(of: second))
        for (left, right) in zip(one, other) where left != right {
            if let (a, b) = Double(left).flatMap({ a in Double(right).map { (a, $0) } }), a != b {
                return a < b
            }
            return left < right
        }
        return one.count < other.count
    }

    /// Runs of digits and of what stands between them.
    private static func parts(of name: String) -> [String] {
        var parts: [String] = []
        for character in name {
            let isDigit = ("0"..."9").contains(character)
            if let last = parts.last?.last, ("0"..."9").contains(last) == isDigit {
                parts[parts.count - 1].append(character)
            } else {
                parts.append(String(character))
            }
        }
        return parts
    }
}
