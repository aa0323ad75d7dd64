/// How a person likes the window, whatever they look at.
struct Preferences: Equatable, Sendable {
    var appearance = Appearance()
    /// Model files of the person's own, the newest first.
    var recentModels: [String] = []
    /// The folder that the file browser showed last.
    var folder: String?
    /// The folder that was saved into last.
    var saveFolder: String?
    /// The language's code; nil for the desktop's.
    var language: String?
    /// Whether what plays goes on by a picture a second.
    var hasReducedMotion = false
    /// How many steps of each lesson were done, by its name.
    var lessons: [String: Int] = [:]
}
