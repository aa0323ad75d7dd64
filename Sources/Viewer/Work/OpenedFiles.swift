import Files
import Foundation
import Imaging
import ModelFormats
import Tensors

extension OpenedFiles {
    /// Looks at files and folders: a session counts before all others, folders stand for their photos.
    ///
    /// What was pasted or typed has to be there; of dropped and chosen files, those that turn out to be missing or broken
    /// say so when they are read.
    init(at paths: [String], _ origin: FileQuestion.Origin) {
        let files = paths.map { (path: $0, kind: FileListing.kind(of: $0)) }
        if let missing = files.first(where: { Self.isMissing($0.path, $0.kind, origin) }) {
            let isThere = FileManager.default.fileExists(atPath: missing.path)
            self = isThere ? .unknown(missing.path) : .missing(missing.path)
        } else if origin == .typed, let folder = files.first(where: { $0.kind == .folder }) {
            do { self = .folder(try FileListing(of: folder.path)) } catch { self = .failed(error) }
        } else if let session = files.first(where: { $0.kind == .session }) {
            let all = files.filter { $0.kind == .session }.map(\.path)
            do {
                self = .session(try Session(reading: session.path).found, all: all)
            } catch {
                self = .failed(error)
            }
        } else if let lesson = files.first(where: { Lesson.isLessonFile($0.path) }) {
            do { self = .lesson(try Lesson(reading: lesson.path)) } catch { self = .failed(error) }
        } else if let film = Self.film(files) {
            self = film
        } else if let set = Self.set(paths) {
            self = set
        } else {
            let networks = files.filter {
                $0.kind == .network || $0.kind == nil && ModelFile.recognises($0.path)
            }
            let others = files.filter { file in !networks.contains { $0.path == file.path } }
            let labels = others.filter { $0.kind == nil && Self.areLabels($0.path) }
            var photos = others.filter { file in !labels.contains { $0.path == file.path } }.flatMap {
                $0.kind == .folder ? FileListing.photos(in: $0.path) : [$0.path]
            }
            // One that cannot be used says why when it is read; of several, the others are shown.
            let skipped = photos.count > 1 ? photos.filter { !Self.isPicture($0) } : []
            let hasPhotos = skipped.count < photos.count
            if hasPhotos { photos.removeAll(where: Set(skipped).contains) }
            self = .media(
                Media(
                    photos: photos, network: networks.first?.path, labels: labels.first?.path,
                    hadFolders: others.contains { $0.kind == .folder },
                    skipped: hasPhotos ? skipped : []))
        }
    }

    /// A folder that holds several networks and no photos.
    private static func film(_ files: [(path: String, kind: FileListing.Kind?)]) -> OpenedFiles? {
        guard files.count == 1, files[0].kind == .folder, let frames = try? Film.frames(in: files[0].path),
            frames.count > 1, FileListing.photos(in: files[0].path, limit: 1).isEmpty
        else { return nil }
        return .film(files[0].path, frames)
    }

    private static func set(_ paths: [String]) -> OpenedFiles? {
        do {
            return try labelledSet(paths).map { .set($0, photos: photos(of: $0)) }
        } catch {
            return .failed(error)
        }
    }

    private static func areLabels(_ path: String) -> Bool {
        ["txt", "json", "names"].contains((path as NSString).pathExtension.lowercased())
            && FileManager.default.fileExists(atPath: path)
    }

    /// Whether a file's first bytes are those of a picture or an array.
    static func isPicture(_ path: String) -> Bool { (try? checkPicture(path)) != nil }

    /// - Throws: `ImageError`, `FileError` where a file's first bytes are not those of a picture, a video or an array.
    static func checkPicture(_ path: String) throws {
        if VideoSource(path).isCamera { return }
        if !VideoSource.isWholeFile(path) {
            _ = try ImageFile.read(path)
            return
        }
        if let file = try? MappedFile(path: path),
            NPYFile.matches(file.bytes) || VideoFile.matches(file.bytes)
        {
            return
        }
        _ = try ImageFile.inspect(path)
    }

    private static func isMissing(
        _ path: String, _ kind: FileListing.Kind?, _ origin: FileQuestion.Origin
    ) -> Bool {
        guard kind == nil else { return false }
        return switch origin {
        case .dropped, .chosen: false
        case .pasted: !ModelFile.recognises(path) && !areLabels(path) && !isTable(path)
        case .typed: !FileManager.default.fileExists(atPath: path)
        }
    }
}
