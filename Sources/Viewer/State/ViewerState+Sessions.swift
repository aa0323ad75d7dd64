import Foundation
import ModelFormats

extension ViewerState {
    /// Shows what a session says, as far as its files are still there.
    mutating func adopt(_ session: Session) {
        let (present, missing) = session.present(fallback: choices.photos)
        choices = present
        isModeAutomatic = false
        notice = missing > 0 ? Strings.missingFiles(missing) : nil
    }

    /// Looks as a person likes it.
    mutating func adopt(_ preferences: Preferences) {
        self.preferences = preferences
        ownModels = preferences.recentModels
            .filter { FileManager.default.fileExists(atPath: $0) }
            .map { ModelChoice($0) }
    }
}
