import Files
import Foundation
import Imaging
import ModelFormats

/// Sessions on the disk: to be read before the window opens, or away from its thread.
extension Session {
    /// Bytes; longer files are none.
    private static let sizeLimit = 4 << 20

    /// Where the state is kept from one start to the next: `last.glassbox` in ``Folders/state(environment:)``.
    static func lastPath(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        Folders.state(environment: environment) + "/last." + ending
    }

    /// - Throws: ``SessionError``, `FileError`.
    package init(reading path: String) throws {
        let file = try MappedFile(path: path)
        guard file.byteCount <= Self.sizeLimit,
            let stored = JSONValue.decode(StoredSession.self, from: file.bytes)
        else { throw SessionError.notASession(path) }
        guard stored.version <= Self.version else { throw SessionError.newer(path) }
        guard let session = stored.session else { throw SessionError.notASession(path) }
        self = session
    }

    /// Writes it whole or not at all.
    ///
    /// - Throws: `FileError`.
    func write(to path: String) throws {
        try WholeFile.write(try JSONText.data(of: StoredSession(self)), to: path)
    }

    /// Keeps it for the next start; without a place for it there is nothing to say.
    func keep() {
        let path = Self.lastPath()
        guard Folders.make((path as NSString).deletingLastPathComponent) else { return }
        try? write(to: path)
    }

    /// What can be shown of it now: photos and model files that are gone are left out.
    package var found: FoundSession {
        var choices = choices
        let exists = FileManager.default.fileExists(atPath:)
        let shown =
            choices.photos.indices.contains(choices.photoIndex) ? choices.photos[choices.photoIndex] : nil
        // A camera is not switched on by a file.
        choices.photos = choices.photos.filter {
            !VideoSource($0).isCamera && exists(VideoSource.file(of: $0))
        }
        var missing = self.choices.photos.count - choices.photos.count
        choices.photoIndex = shown.flatMap { choices.photos.firstIndex(of: $0) } ?? 0
        let isKnown = ModelCatalogue.entries.contains { entry in
            entry.name == choices.modelChoice.name
                && (choices.modelChoice.weights != .trained || entry.state != .available)
        }
        if !isKnown, !(choices.modelChoice.isFile && exists(choices.modelChoice.name)) {
            missing += 1
            choices.modelChoice = ModelChoice()
            choices.layerName = nil
            choices.classChoice = .rank(1)
        }
        let own = preferences.recentModels.filter(exists).map { ModelChoice($0) }
        return FoundSession(
            choices: choices, preferences: preferences, ownModels: own, missingCount: missing,
            set: set)
    }
}
