import Foundation

/// The files of a cache, all in one folder, of which those that were used last stay.
public enum CachedFiles {
    /// After which nobody is still writing a file.
    private static let secondsToFinish = 3600.0

    /// Removes the files used longest ago until the rest is within a limit, and what a run that was killed left unfinished
    /// (``WholeFile``). Files of other names are left alone, and what cannot be removed is.
    ///
    /// - Parameters:
    ///   - ending: of the names of whole files.
    ///   - limit: bytes.
    ///   - isOurs: whether the cache gives such a name, or the name of a file while it is written.
    public static func trim(
        _ folder: String, ending: String, to limit: Int, now: Date = Date(), isOurs: (String) -> Bool
    ) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var files: [(path: String, used: Double, byteCount: Int)] = []
        for name in names where isOurs(name) {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            let used = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9
            if name.hasSuffix(ending) {
                files.append((path, used, Int(status.st_size)))
            } else if name.hasSuffix(".unfinished"), now.timeIntervalSince1970 - used > secondsToFinish {
                unlink(path)
            }
        }
        var total = files.reduce(0) { $0 + $1.byteCount }
        for file in files.sorted(by: { ($0.used, $0.path) < ($1.used, $1.path) }) where total > limit {
            if unlink(file.path) == 0 { total -= file.byteCount }
        }
    }
}
