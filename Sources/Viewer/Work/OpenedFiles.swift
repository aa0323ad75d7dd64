import Foundation
import ModelFormats

extension OpenedFiles {
    /// Looks at files and folders: a session counts before all others, folders stand for their photos.
    ///
    /// What was pasted or typed has to be there; of dropped and chosen files, those that turn out to be missing or broken
    /// say so when they are read.
    init(at paths: [String], _ origin: FileQuestion.Origin) {
        let files = paths.map { (path: $0, kind: FileListing.kind(of: $0)) }
        if let missing = files.first(where: { Self.isMissing($0.path, $0.kind, origin) }) {
            self = .missing(missing.path)
        } else if origin == .typed, let folder = files.first(where: { $0.kind == .folder }) {
            do { self = .folder(try FileListing(of: folder.path)) } catch { self = .failed(error) }
        } else if let session = files.first(where: { $0.kind == .session }) {
            do { self = .session(try Session(reading: session.path).found) } catch { self = .failed(error) }
        } else {
            let networks = files.filter {
                $0.kind == .network || $0.kind == nil && ModelFile.recognises($0.path)
            }
            let others = files.filter { file in !networks.contains { $0.path == file.path } }
            self = .media(
                photos: others.flatMap { $0.kind == .folder ? FileListing.photos(in: $0.path) : [$0.path] },
                network: networks.first?.path, hadFolders: others.contains { $0.kind == .folder })
        }
    }

    private static func isMissing(
        _ path: String, _ kind: FileListing.Kind?, _ origin: FileQuestion.Origin
    ) -> Bool {
        guard kind == nil else { return false }
        return switch origin {
        case .dropped, .chosen: false
        case .pasted: !ModelFile.recognises(path)
        case .typed: !FileManager.default.fileExists(atPath: path)
        }
    }
}
