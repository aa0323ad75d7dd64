import Foundation

/// Where the files that ship with the program lie: embedded networks, labels, photos and fonts.
///
/// They are looked for in the folders above the executable (after symbolic links are followed) and, for an installed
/// program, in `../share/glassbox` beside it; `GLASSBOX_RESOURCES` names another place.
public enum ResourceFolder {
    /// The folder that holds `Resources` and `fonts`.
    ///
    /// - Throws: ``FileError/missing(_:)`` when there is none.
    public static func root() throws(FileError) -> String {
        guard let found = located else { throw .missing("Resources/models (set GLASSBOX_RESOURCES)") }
        return found
    }

    /// The path of a file under ``root()``, for example `Resources/labels/imagenet-en.txt`.
    public static func path(_ relative: String) throws(FileError) -> String {
        let path = try root() + "/" + relative
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path) }
        return path
    }

    private static let located: String? = {
        if let named = ProcessInfo.processInfo.environment["GLASSBOX_RESOURCES"] {
            return holdsResources(named) ? named : nil
        }
        let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var folder = executable.deletingLastPathComponent()
        while true {
            for candidate in [folder, folder.appendingPathComponent("share/glassbox")]
            where holdsResources(candidate.path) {
                return candidate.path
            }
            if folder.path == "/" { return holdsResources(".") ? "." : nil }
            folder.deleteLastPathComponent()
        }
    }()

    private static func holdsResources(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/Resources/models")
    }
}
