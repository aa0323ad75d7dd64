import CZlib

/// zlib as it is loaded.
public enum Zlib {
    /// Its version, `1.2.13`.
    public static var version: String { String(cString: zlibVersion()) }
}
