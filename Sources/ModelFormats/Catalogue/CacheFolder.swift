import Foundation

/// Where things are kept that can be had again: `$XDG_CACHE_HOME/glassbox`, by default under `~/.cache` (XDG Base
/// Directory Specification 0.8).
public enum CacheFolder {
    /// The folder, which need not exist.
    public static var path: String {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["XDG_CACHE_HOME"], named.hasPrefix("/") { return named + "/glassbox" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.cache/glassbox"
    }
}
