import Files
import Foundation

/// A place where a set of pictures is looked for: a folder, or one file.
struct Location {
    let path: String
    let isFolder: Bool
    /// The folder that is the place, or in which the file lies, without a slash at its end.
    let folder: String
    /// Names in ``folder`` that may be files with many records: the file that was named, or those that are no pictures.
    let dataFiles: [String]
    /// What lies in a folder; nil for a file.
    let listing: FolderListing?

    /// Files that are looked into, so that a folder of a thousand documents is not read through.
    private static let dataFileLimit = 64

    /// - Throws: `FileError`.
    init(_ path: String) throws {
        var trimmed = path
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.path = path
        var status = stat()
        guard stat(trimmed, &status) == 0 else { throw FileError(path: path, errno: errno) }
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        if isFolder {
            let listing = try FolderListing(trimmed)
            folder = trimmed
            self.listing = listing
            let others = listing.files.filter { !PictureNames.areOfPictures($0) }
            dataFiles = others.count <= Self.dataFileLimit ? others : []
        } else {
            guard status.st_mode & S_IFMT == S_IFREG else { throw FileError.notRegular(path) }
            let slash = trimmed.lastIndex(of: "/")
            folder = slash.map { $0 == trimmed.startIndex ? "/" : String(trimmed[..<$0]) } ?? "."
            dataFiles = [slash.map { String(trimmed[trimmed.index(after: $0)...]) } ?? trimmed]
            listing = nil
        }
    }

    /// Maps a file of the folder.
    ///
    /// - Throws: `FileError`.
    func map(_ name: String) throws(FileError) -> MappedFile { try MappedFile(path: "\(folder)/\(name)") }

    /// The lines of a small text file beside the data that have `count` names, or nil where there is none.
    func names(in name: String, count: Int) -> [String]? {
        guard let file = try? map(name), file.byteCount <= 1 << 20 else { return nil }
        let lines = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
            .split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        return lines.count == count ? lines : nil
    }
}
