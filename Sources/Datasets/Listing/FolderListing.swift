import Files
import Foundation

/// What lies in one folder, in the order of the names' bytes. Hidden names are left out, and those that are not UTF-8, which
/// no text could name.
struct FolderListing: Sendable {
    let path: String
    private(set) var files: [String] = []
    private(set) var folders: [String] = []

    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name)!

    /// - Parameter limit: names that it may have.
    /// - Throws: `FileError`, ``DatasetError/tooMany(_:limit:)``.
    init(_ path: String, limit: Int = Dataset.maximumCount) throws {
        self.path = path
        guard let stream = opendir(path) else { throw FileError(path: path, errno: errno) }
        defer { closedir(stream) }
        var names: [UInt8] = []
        var places: [(start: Int, isFolder: Bool)] = []
        while let entry = readdir(stream) {
            let name = UnsafeRawPointer(entry).advanced(by: Self.nameOffset)
                .assumingMemoryBound(to: CChar.self)
            guard name[0] != UInt8(ascii: ".") else { continue }
            guard let isFolder = Self.isFolder(entry.pointee.d_type, name, in: stream) else { continue }
            guard places.count < limit else { throw DatasetError.tooMany(path, limit: limit) }
            places.append((names.count, isFolder))
            names.append(
                contentsOf: UnsafeRawBufferPointer(start: name, count: strlen(name) + 1))
        }
        names.withUnsafeBytes { names in
            guard let start = names.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            places.sort { strcmp(start + $0.start, start + $1.start) < 0 }
            for place in places {
                guard let name = String(validatingCString: start + place.start) else { continue }
                if place.isFolder { folders.append(name) } else { files.append(name) }
            }
        }
    }

    /// Whether a name is a folder or a regular file, also behind a link; nil for anything else.
    private static func isFolder(
        _ type: UInt8, _ name: UnsafePointer<CChar>, in stream: OpaquePointer
    ) -> Bool? {
        switch Int(type) {
        case Int(DT_REG): return false
        case Int(DT_DIR): return true
        case Int(DT_LNK), Int(DT_UNKNOWN):
            var status = stat()
            guard fstatat(dirfd(stream), name, &status, 0) == 0 else { return nil }
            return switch status.st_mode & S_IFMT {
            case S_IFDIR: true
            case S_IFREG: false
            default: nil
            }
        default: return nil
        }
    }
}
