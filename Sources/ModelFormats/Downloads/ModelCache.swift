import Files
import Foundation
import Tensors

/// Where downloaded networks are kept: `$XDG_CACHE_HOME/glassbox/models`, by default under `~/.cache`
/// (XDG Base Directory Specification 0.8).
///
/// A file that stands there under its own name is whole and was verified.
public enum ModelCache {
    /// The folder, which need not exist.
    public static var folder: String { Folders.cache + "/models" }

    /// Where a file is or would be.
    public static func place(of file: RemoteFile, in folder: String = folder) -> String {
        folder + "/" + file.name
    }

    /// The path of a file that is here, or nil.
    public static func path(of file: RemoteFile, in folder: String = folder) -> String? {
        let place = place(of: file, in: folder)
        var status = stat()
        return stat(place, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? place : nil
    }

    /// Whether a download of the file is running.
    public static func isBeingDownloaded(_ file: RemoteFile, in folder: String = folder) -> Bool {
        PartialFile.isInUse(place(of: file, in: folder))
    }

    /// Removes a file and what a download of it left.
    ///
    /// - Returns: whether there was anything.
    /// - Throws: ``FileError/cannotWrite(_:reason:)``.
    public static func remove(_ file: RemoteFile, in folder: String = folder) throws(FileError) -> Bool {
        let place = place(of: file, in: folder)
        var isRemoved = false
        for path in [place] + PartialFile.paths(of: place) {
            if unlink(path) == 0 {
                isRemoved = true
            } else if errno != ENOENT, errno != ENOTDIR {
                throw .cannotWrite(path, reason: FileError.reason())
            }
        }
        return isRemoved
    }
}
