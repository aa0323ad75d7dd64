import CCairo

/// The libraries that draw figures, as they are loaded.
public enum DrawingLibraries {
    /// Names and versions: `cairo` and `1.16.0`.
    public static var versions: [(name: String, version: String)] {
        [("cairo", String(cString: cairo_version_string()))]
    }
}
