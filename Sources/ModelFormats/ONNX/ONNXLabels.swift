import Files
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
        if let list = JSONValue.decode([String].self, from: text.utf8) { return list }
        if let table = JSONValue.decode([String: String].self, from: text.utf8) { return ordered(table) }
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

    /// `{0: 'cat', 1: "dog"}`, in one pass; what is no pair of a number and a quoted text is passed over.
    private static func pythonTable(_ text: String) -> [String: String] {
        var table: [String: String] = [:]
        var number = ""
        var isAfterColon = false
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // No network has a thousand million classes.
                guard number.utf8.count < 9 else { break }
                number = isAfterColon ? "" : number + String(UnicodeScalar(byte))
                isAfterColon = false
            case UInt8(ascii: ":"): isAfterColon = !number.isEmpty
            case UInt8(ascii: " "): break
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard let end = rest.firstIndex(of: byte) else { return table }
                if isAfterColon { table[number] = String(rest[..<end]) ?? "" }
                rest = rest[rest.index(after: end)...]
                (number, isAfterColon) = ("", false)
            default: (number, isAfterColon) = ("", false)
            }
        }
        return table
    }
}
