import Foundation

/// Class names that exporters write into a file's metadata.
enum ONNXLabels {
    /// Names under `labels`, `classes` or `class_names` (a JSON list, or one on each line or between commas), or under
    /// `names` as a dictionary from numbers in Python's or JSON's form.
    ///
    /// - Returns: all that may be class names.
    static func labels(of model: Onnx_ModelProto) -> [ClassLabels] {
        ["labels", "classes", "class_names", "names"].compactMap { key in
            model.metadataProps.last { $0.key == key }.flatMap { names(in: $0.value) }.map(ClassLabels.init)
        }
    }

    static func names(in text: String) -> [String]? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let json = text.data(using: .utf8) ?? Data()
        if let list = try? JSONDecoder().decode([String].self, from: json) { return list }
        if let table = try? JSONDecoder().decode([String: String].self, from: json) { return ordered(table) }
        if text.hasPrefix("{") { return ordered(pythonTable(text)) }
        let separator: Character = text.contains("\n") ? "\n" : ","
        return text.split(separator: separator).map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The names of 0, 1, 2 … in order; nil where a number is missing.
    private static func ordered(_ table: [String: String]) -> [String]? {
        var names: [String] = []
        for index in 0..<table.count {
            guard let name = table["\(index)"] else { return nil }
            names.append(name)
        }
        return names.isEmpty ? nil : names
    }

    /// `{0: 'cat', 1: 'dog'}`
    private static func pythonTable(_ text: String) -> [String: String] {
        var table: [String: String] = [:]
        for match in text.matches(of: /(\d+)\s*:\s*(?:'([^']*)'|"([^"]*)")/) {
            table[String(match.1)] = String(match.2 ?? match.3 ?? "")
        }
        return table
    }
}
