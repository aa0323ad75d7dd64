import Explanations
import Files
import Foundation
import ModelFormats

/// Lessons on the disk. Their files may be anybody's: everything is checked before the window shows any of it.
extension Lesson {
    /// Bytes; longer files are none.
    private static let sizeLimit = 1 << 20
    private static let mostSteps = 100
    /// Characters of a text.
    private static let longestText = 2000

    /// Whether a file says of itself that it is a lesson.
    static func isLessonFile(_ path: String) -> Bool {
        guard (path as NSString).pathExtension.lowercased() == "json",
            let file = try? MappedFile(path: path), file.byteCount <= sizeLimit
        else { return false }
        return JSONValue(parsing: file.bytes)?["glassbox-lesson"] != nil
    }

    /// - Throws: ``LessonError``, `FileError`; `QuestionError` for an option that a method does not have.
    package init(reading path: String) throws {
        let file = try MappedFile(path: path)
        guard file.byteCount <= Self.sizeLimit, let whole = JSONValue(parsing: file.bytes)?.record,
            let version = whole["glassbox-lesson"]?.integer
        else { throw LessonError.notALesson(path) }
        guard version <= Self.version else { throw LessonError.newer(path) }
        let known: Set = ["glassbox-lesson", "title", "summary", "first-start", "steps"]
        if let key = whole.keys.filter({ !known.contains($0) }).min() {
            throw LessonError.wrong(path, key: key)
        }
        name = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        title = try Self.text(whole, "title", path)
        summary = try Self.text(whole, "summary", path)
        isForFirstStart = whole["first-start"]?.bool ?? false
        guard let steps = whole["steps"]?.list, !steps.isEmpty else {
            throw LessonError.missing(path, key: "steps")
        }
        guard steps.count <= Self.mostSteps else { throw LessonError.tooLong(path, key: "steps") }
        self.steps = try steps.enumerated().map { index, step in
            try LessonStepReader(path: path, number: index + 1).step(step)
        }
    }

    /// A text in one language, or in several by their codes.
    fileprivate static func text(_ record: [String: JSONValue], _ key: String, _ path: String) throws
        -> LessonText
    {
        guard let value = record[key] else { throw LessonError.missing(path, key: key) }
        var texts: [String: String] = [:]
        if let text = value.text { texts["en"] = text }
        for (code, text) in value.record ?? [:] {
            guard let text = text.text else { throw LessonError.wrong(path, key: "\(key).\(code)") }
            texts[code] = text
        }
        guard !texts.isEmpty else { throw LessonError.wrong(path, key: key) }
        for text in texts.values where text.count > longestText { throw LessonError.tooLong(path, key: key) }
        return LessonText(
            texts: texts.mapValues { text in
                text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
            })
    }
}

/// One step of a lesson's file.
private struct LessonStepReader {
    let path: String
    let number: Int

    private static let keys: Set = ["text", "do", "start", "done", "show", "mark"]
    private static let sessionKeys = Set(StoredSession.CodingKeys.allCases.map(\.rawValue))
        .subtracting([StoredSession.CodingKeys.set.rawValue])
        .subtracting(["glassbox-session", "window"])

    func step(_ value: JSONValue) throws -> Lesson.Step {
        guard let record = value.record else { throw LessonError.wrong(path, key: "steps") }
        if let key = record.keys.filter({ !Self.keys.contains($0) }).min() {
            throw LessonError.unknownKey(path, step: number, key: key)
        }
        let start = try shown(record, "start")
        let done = try entries(
            record, "done", Self.sessionKeys.union(WindowRecord.shown).union(WindowRecord.facts))
        var show = try shown(record, "show")
        if show.isEmpty {
            // What is to be there in the end, as far as it says a value.
            show = done.filter { !WindowRecord.facts.contains($0.key) && Pattern.isValue($0.value) }
            try check(show, "done")
            if show.isEmpty, !done.isEmpty { throw LessonError.noWay(path, step: number) }
        }
        return Lesson.Step(
            text: try Lesson.text(record, "text", path),
            task: record["do"] == nil ? nil : try Lesson.text(record, "do", path),
            start: try located(start), done: try located(done), show: try located(show),
            marks: try marks(record["mark"]))
    }

    private func marks(_ value: JSONValue?) throws -> [String] {
        guard let value else { return [] }
        let names = value.text.map { [$0] } ?? value.list?.compactMap(\.text) ?? []
        guard !names.isEmpty else { throw LessonError.unusable(path, step: number, key: "mark") }
        return names
    }

    private func entries(_ record: [String: JSONValue], _ key: String, _ known: Set<String>) throws
        -> [String: JSONValue]
    {
        guard let value = record[key] else { return [:] }
        guard let entries = value.record else { throw LessonError.unusable(path, step: number, key: key) }
        if let unknown = entries.keys.filter({ !known.contains($0) }).min() {
            throw LessonError.unknownKey(path, step: number, key: unknown)
        }
        return entries.merging(spelled(entries)) { $1 }
    }

    /// Classes and options stand in sessions as texts; numbers are as good here.
    private func spelled(_ entries: [String: JSONValue]) -> [String: JSONValue] {
        func text(_ value: JSONValue) -> JSONValue {
            value.integer.map { .text("\($0)") } ?? value.number.map { .text("\($0)") } ?? value
        }
        var changed: [String: JSONValue] = [:]
        if let value = entries["class"] { changed["class"] = text(value) }
        if let methods = entries["options"]?.record {
            changed["options"] = .record(
                methods.mapValues { $0.record.map { .record($0.mapValues(text)) } ?? $0 })
        }
        return changed
    }

    /// What can be shown.
    private func shown(_ record: [String: JSONValue], _ key: String) throws -> [String: JSONValue] {
        let entries = try entries(record, key, Self.sessionKeys.union(WindowRecord.shown))
        try check(entries, key)
        return entries
    }

    /// Refuses what a session cannot hold.
    private func check(_ entries: [String: JSONValue], _ key: String) throws {
        for (key, value) in entries where !value.isNull {
            let isRight: Bool =
                switch key {
                case "panel": value.text != nil
                case "element":
                    value.list.map { $0.count == 2 && $0.allSatisfy { ($0.integer ?? -1) >= 0 } } ?? false
                case "kept", "playing", "brush": value.bool != nil
                case "stage": (value.integer ?? -1) >= 0
                default: WindowRecord.session([key: value], over: [:]) != nil
                }
            guard isRight else { throw LessonError.unusable(path, step: number, key: key) }
        }
        guard WindowRecord.session(entries, over: [:]) != nil else {
            throw LessonError.unusable(path, step: number, key: key)
        }
        for (name, options) in entries["options"]?.record ?? [:] {
            let method = try ExplanationMethods.named(name)
            var values = OptionValues()
            for (option, value) in options.record ?? [:] {
                guard let text = value.text else {
                    throw LessonError.unusable(path, step: number, key: option)
                }
                try values.set(option, to: text, for: method)
            }
        }
    }

    /// Files by their whole paths: beside the lesson, or those that ship with the program.
    private func located(_ entries: [String: JSONValue]) throws -> [String: JSONValue] {
        var entries = entries
        if let photos = entries["photos"]?.list {
            entries["photos"] = .list(try photos.map { .text(try locate($0.text ?? "")) })
        }
        if var network = entries["network"]?.record, let name = network["name"]?.text {
            let entry = ModelCatalogue.entries.first { $0.name == name }
            if entry == nil {
                network["name"] = .text(try locate(name))
            } else if entry?.state == .available, network["randomSeed"] == nil {
                throw LessonError.notHere(path, network: name)
            }
            entries["network"] = .record(network)
        }
        return entries
    }

    private func locate(_ file: String) throws -> String {
        let folders = [
            (path as NSString).deletingLastPathComponent,
            (try? ResourceFolder.path("Resources/photos")) ?? "",
        ]
        let places = file.hasPrefix("/") ? [file] : folders.map { $0 + "/" + file }
        guard let found = places.first(where: FileManager.default.fileExists(atPath:)) else {
            throw LessonError.notFound(path, step: number, file: file)
        }
        return found
    }
}

/// Where lessons lie.
enum LessonFolder {
    /// A person's own.
    static func own(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        Folders.data(environment: environment) + "/lessons"
    }

    /// All of the lessons of these folders, as an answer to the window: in the order of their files' names.
    static func found(in folders: [String]? = nil) -> FileFinding {
        let shipped = try? ResourceFolder.path("Resources/lessons")
        var (lessons, failure) = ([Lesson](), (any Error)?.none)
        for folder in folders ?? [shipped, own()].compactMap({ $0 }) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
                do {
                    lessons.append(try Lesson(reading: folder + "/" + name))
                } catch {
                    failure = failure ?? error
                }
            }
        }
        return .lessons(lessons, failure: failure)
    }
}
