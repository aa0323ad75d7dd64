import Explanations
import Files
import ModelFormats

/// Between records and sessions: a lesson says of the window what a session file says, and as it says it.
extension WindowRecord {
    /// What a session file says, without how the person likes the window.
    static func record(of choices: Choices) -> [String: JSONValue] {
        let stored = StoredSession(Session(choices: choices, preferences: Preferences()))
        var record = JSONValue(encoding: stored)?.record ?? [:]
        record["window"] = nil
        return record
    }

    /// What a session shows with some entries put over those of another: what depended on something that changes is let go,
    /// options that are not named stay.
    ///
    /// - Parameters:
    ///   - stated: null takes an entry out.
    ///   - record: of ``record(of:)``; empty for the program's standard.
    /// - Returns: nil where that is no session.
    static func session(_ stated: [String: JSONValue], over record: [String: JSONValue]) -> Choices? {
        var record = standard.merging(record) { $1 }
        func changes(_ keys: String...) -> Bool {
            keys.contains { key in stated[key].map { !isSame($0, record[key]) } ?? false }
        }
        var stale: [String] = []
        if changes("network") { stale += ["layer", "target"] }
        if changes("network", "layer", "method", "photos", "photo") {
            stale += ["channel", "pinned", "hidden"]
        }
        if changes("photos", "photo") { stale += ["painting", "variation"] }
        if changes("method") { stale += ["comparison"] }
        let isOtherPicture = changes("network", "photos", "photo")
        for key in stale { record[key] = nil }
        if isOtherPicture { record["class"] = "#1" }
        if stated["photos"] != nil { record["photo"] = 0 }
        for (key, value) in stated where !shown.contains(key) && !facts.contains(key) {
            if value.isNull {
                record[key] = standard[key]
            } else if key == "options", let methods = value.record {
                var all = record[key]?.record ?? [:]
                for (method, options) in methods {
                    all[method] = .record((all[method]?.record ?? [:]).merging(options.record ?? [:]) { $1 })
                }
                record[key] = .record(all)
            } else {
                record[key] = value
            }
        }
        return JSONValue.record(record).decoded(as: StoredSession.self)?.session?.choices
    }

    /// What the program shows of itself, without photos.
    private static let standard = record(
        of: Choices(
            photos: [], modelChoice: ModelChoice(),
            modeIndex: ExplanationMethods.all.firstIndex(where: \.needsClass) ?? 0, classChoice: .rank(1),
            seed: 0))

    private static func isSame(_ value: JSONValue, _ other: JSONValue?) -> Bool {
        if value.isNull { return other == nil }
        // A network is named without all that can be said of it.
        if let entries = value.record, let known = other?.record {
            return entries.allSatisfy { isSame($0.value, known[$0.key]) } && entries["name"] == known["name"]
        }
        return value == other
    }
}
