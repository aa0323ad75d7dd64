import Foundation

/// Where the program keeps what is its own (XDG Base Directory Specification 0.8); none of them need exist.
public enum Folders {
    /// What can be had again: `$XDG_CACHE_HOME/glassbox`, by default `~/.cache/glassbox`.
    public static var cache: String { cache(environment: ProcessInfo.processInfo.environment) }

    public static func cache(environment: [String: String]) -> String {
        folder("XDG_CACHE_HOME", otherwise: ".cache", environment)
    }

    /// What is kept from one start to the next: `$XDG_STATE_HOME/glassbox`, by default `~/.local/state/glassbox`.
    public static func state(environment: [String: String]) -> String {
        folder("XDG_STATE_HOME", otherwise: ".local/state", environment)
    }

    /// What a person adds: `$XDG_DATA_HOME/glassbox`, by default `~/.local/share/glassbox`.
    public static func data(environment: [String: String]) -> String {
        folder("XDG_DATA_HOME", otherwise: ".local/share", environment)
    }

    /// Makes a folder of the program's own where there is none, for nobody else to look into (0700), and those above it.
    ///
    /// - Returns: whether it is there now.
    public static func make(_ path: String) -> Bool {
        (try? FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])) != nil
    }

    /// Paths that are not absolute are ignored, as the specification asks for.
    private static func folder(
        _ variable: String, otherwise inHome: String, _ environment: [String: String]
    ) -> String {
        let base =
            environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? (environment["HOME"] ?? NSHomeDirectory()) + "/" + inHome
        return base + "/glassbox"
    }
}
