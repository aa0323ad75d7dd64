import Foundation
import ModelFormats
import Words

/// What the window shows, in a file: kept from one start to the next, saved and opened by name.
///
/// A JSON object with `"glassbox-session": 1`; photos and networks are named by their paths, not contained.
package struct Session: Equatable, Sendable {
    var choices: Choices
    var preferences: Preferences
    /// The set of pictures that is looked at, by its path.
    var set: String?

    static let ending = "glassbox"
    static let version = 1

    static func isSessionName(_ path: String) -> Bool { (path as NSString).pathExtension == ending }

    init(choices: Choices, preferences: Preferences, set: String? = nil) {
        self.choices = choices
        self.preferences = preferences
        self.set = set
    }
}

/// What can be shown of a session now, as its photos and its network are files that may be gone.
package struct FoundSession: Equatable, Sendable {
    /// Without the photos that are gone, and so perhaps without any.
    let choices: Choices
    let preferences: Preferences
    /// Model files of the person's own that are there, the newest first.
    let ownModels: [ModelChoice]
    /// How many files are gone.
    let missingCount: Int
    /// The set of pictures, which may be gone.
    var set: String?
}

/// Why a session file cannot be opened.
enum SessionError: Refusal, Equatable {
    case notASession(String)
    case newer(String)

    var kind: RefusalKind { .badData }

    var words: Words {
        switch self {
        case .notASession(let path): "\(path) is not a session of Glassbox."
        case .newer(let path): "\(path) was written by a newer Glassbox; update this one to open it."
        }
    }

    static let examples: [SessionError] = [.notASession("last.glassbox"), .newer("last.glassbox")]
}
