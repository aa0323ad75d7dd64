import Foundation
import Imaging
import ModelFormats

/// What lies on the disk: to be looked up before the window opens, or away from its thread.
extension FileListing {
    /// Hidden files are left out.
    ///
    /// - Throws: ``FileListingError``.
    init(of folder: String) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw FileListingError(folder: folder)
        }
        self.folder = folder
        let entries = names.filter { !$0.hasPrefix(".") }.compactMap { name -> Entry? in
            let path = folder == "/" ? "/" + name : folder + "/" + name
            return Self.kind(of: path).map { Entry(name: name, path: path, kind: $0) }
        }
        let sorted = entries.sorted {
            ($0.kind == .folder ? 0 : 1, $0.name.lowercased(), $0.name)
                < ($1.kind == .folder ? 0 : 1, $1.name.lowercased(), $1.name)
        }
        self.entries = Array(sorted.prefix(Self.limit))
        isCut = sorted.count > Self.limit
    }

    // Of a phone's HEIC photo the reader says how it is converted.
    private static let pictureEndings: Set = [
        "jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif", "heic", "heif", "ppm", "pgm",
        "npy",
        "mp4", "m4v", "mov", "mkv", "webm", "avi",
    ]

    static func kind(of path: String) -> Kind? {
        // A camera, or a moment of a video.
        if !VideoSource.isWholeFile(path) { return .picture }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        if isFolder.boolValue { return .folder }
        let ending = (path as NSString).pathExtension.lowercased()
        if pictureEndings.contains(ending) { return .picture }
        if Session.isSessionName(path) { return .session }
        return ModelChoice.isModelFileName(path) ? .network : nil
    }

    /// The photos of a folder and of the folders in it, down to `depth`, in the order of their names.
    static func photos(in folder: String, depth: Int = 3, limit: Int = 1000) -> [String] {
        guard depth > 0, let listing = try? FileListing(of: folder) else { return [] }
        var photos: [String] = []
        for entry in listing.entries where photos.count < limit {
            switch entry.kind {
            case .picture: photos.append(entry.path)
            case .folder: photos += self.photos(in: entry.path, depth: depth - 1, limit: limit - photos.count)
            case .network, .session: continue
            }
        }
        return photos
    }
}
