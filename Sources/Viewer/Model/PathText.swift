import Foundation

/// Paths as people type, paste and drop them.
enum PathText {
    /// The files that a text names: one on each line, as a path, with `~`, in quotes, or as a `file:` URI.
    static func paths(in text: String, home: String = NSHomeDirectory()) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { path(String($0), home: home) }
    }

    static func path(_ line: String, home: String = NSHomeDirectory()) -> String? {
        var text = line.trimmingCharacters(in: .whitespaces)
        for quote in ["\"", "'"] where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            text = String(text.dropFirst().dropLast())
        }
        if text.lowercased().hasPrefix("file:") {
            guard let url = URL(string: text), url.isFileURL,
                ["", "localhost", ProcessInfo.processInfo.hostName].contains(url.host ?? "")
            else { return nil }
            text = url.path
        }
        if text == "~" { return home }
        if text.hasPrefix("~/") { text = home + text.dropFirst() }
        // What stands in place of a camera.
        if text.hasPrefix("camera:") { return text }
        guard text.hasPrefix("/"), !text.contains("\0") else { return nil }
        return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
