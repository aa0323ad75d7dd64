import Files
import Foundation

/// The pictures in a folder and the folders under it.
struct PictureWalk {
    /// Paths under the folder that was given: a folder's own first, then those of the folders in it.
    private(set) var pictures: [String] = []
    /// How many files are no pictures, by what their names end in.
    private(set) var others: [String: Int] = [:]
    /// Folders that could not be read.
    private(set) var unreadable: [String] = []
    /// Folders that were read, so that links in a circle end.
    private var seen: Set<FileVersion.Identity> = []
    private let folder: String

    /// Folders in folders at most.
    private static let depthLimit = 32

    /// - Parameters:
    ///   - folder: which the paths are relative to.
    ///   - start: a path under it; empty for the folder itself.
    /// - Throws: ``DatasetError/tooMany(_:limit:)``.
    init(_ folder: String, from start: String) throws {
        self.folder = folder
        try walk(start, depth: 0)
    }

    private mutating func walk(_ path: String, depth: Int) throws {
        let whole = path.isEmpty ? folder : "\(folder)/\(path)"
        guard depth < Self.depthLimit, let identity = FileVersion.Identity(path: whole),
            seen.insert(identity).inserted
        else { return }
        let listing: FolderListing
        do {
            listing = try FolderListing(whole)
        } catch is FileError {
            unreadable.append(path)
            return
        }
        let prefix = path.isEmpty ? "" : path + "/"
        for file in listing.files {
            if PictureNames.isPicture(file, in: whole) {
                guard pictures.count < Dataset.maximumCount else {
                    throw DatasetError.tooMany(folder, limit: Dataset.maximumCount)
                }
                pictures.append(prefix + file)
            } else {
                others[PictureNames.ending(of: file) ?? "", default: 0] += 1
            }
        }
        for inner in listing.folders { try walk(prefix + inner, depth: depth + 1) }
    }
}
