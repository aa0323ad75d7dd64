import Files
import Words

/// A lesson: steps that drive the window, each with what to read, what to do, and how the window knows that it is done.
///
/// A JSON object with `"glassbox-lesson": 1`; `docs/lessons.md` says how one is written.
package struct Lesson: Equatable, Sendable {
    struct Step: Equatable, Sendable {
        let text: LessonText
        /// What to do; nil where there is only something to read.
        let task: LessonText?
        /// What the window shows when the step begins, in the words of a ``WindowRecord``.
        let start: [String: JSONValue]
        /// What the window shows once it is done; empty where there is only something to read.
        let done: [String: JSONValue]
        /// What does it for the learner.
        let show: [String: JSONValue]
        /// The names of the controls that it speaks about.
        let marks: [String]
    }

    /// Its file's name without the ending: progress is kept under it.
    let name: String
    let title: LessonText
    let summary: LessonText
    /// Whether it opens by itself when the window opens for the first time.
    let isForFirstStart: Bool
    let steps: [Step]

    static let version = 1
}

/// A text in the languages that its author wrote it in.
struct LessonText: Equatable, Sendable {
    /// By the language's code.
    let texts: [String: String]

    /// In a language, else in English, else in the first that there is.
    func words(in language: Language) -> Words {
        let text = texts[language.code] ?? texts["en"] ?? texts.min { $0.key < $1.key }?.value
        return Words(verbatim: text ?? "")
    }
}

/// Why a lesson's file cannot be used.
enum LessonError: Refusal, Equatable {
    case notALesson(String)
    case newer(String)
    case missing(String, key: String)
    case wrong(String, key: String)
    case tooLong(String, key: String)
    case unknownKey(String, step: Int, key: String)
    case unusable(String, step: Int, key: String)
    case notFound(String, step: Int, file: String)
    case notHere(String, network: String)
    case noWay(String, step: Int)

    var kind: RefusalKind { .badData }

    var words: Words {
        switch self {
        case .notALesson(let path): "\(path) is not a lesson of Glassbox."
        case .newer(let path): "\(path) was written for a newer Glassbox; update this one to open it."
        case .missing(let path, let key): "The lesson \(path) has no \(key)."
        case .wrong(let path, let key): "The lesson \(path) has something else than expected as \(key)."
        case .tooLong(let path, let key): "The lesson \(path) is too long: \(key)."
        case .unknownKey(let path, let step, let key):
            "Step \(step) of the lesson \(path) names \(key), which no window has."
        case .unusable(let path, let step, let key):
            "Step \(step) of the lesson \(path) has a value for \(key) that the window cannot show."
        case .notFound(let path, let step, let file):
            "Step \(step) of the lesson \(path) names \(file), which is neither beside it nor a sample photo."
        case .notHere(let path, let network):
            "The lesson \(path) needs the network \(network); download it under the networks (M) first."
        case .noWay(let path, let step):
            "Step \(step) of the lesson \(path) says when it is done, but not what to show for that."
        }
    }

    static let examples: [LessonError] = [
        .notALesson("a.json"), .newer("a.json"), .missing("a.json", key: "title"),
        .wrong("a.json", key: "steps"), .tooLong("a.json", key: "steps"),
        .unknownKey("a.json", step: 1, key: "layr"), .unusable("a.json", step: 1, key: "method"),
        .notFound("a.json", step: 1, file: "b.png"), .notHere("a.json", network: "resnet50"),
        .noWay("a.json", step: 1),
    ]
}

/// A lesson that is being taken.
struct LessonRun: Equatable, Sendable {
    let lesson: Lesson
    /// From 0.
    var step = 0
    /// Whether the step was done, by the learner or for them.
    var isDone = false
    /// What was looked at before, to go back to.
    let before: Choices

    var present: Lesson.Step { lesson.steps[step] }
    var isLast: Bool { step == lesson.steps.count - 1 }
}
