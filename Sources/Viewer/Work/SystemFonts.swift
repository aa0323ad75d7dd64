import CFontconfig
import Foundation

/// The fonts of the system, for letters that those of the program do not have: names of files are written in every script.
enum SystemFonts {
    /// Whether the system has a list of its fonts; a bare one has none, of which fontconfig complains on standard error.
    private static let hasList =
        ["FONTCONFIG_FILE", "FONTCONFIG_PATH"].contains { (name: String) in getenv(name) != nil }
        || FileManager.default.fileExists(atPath: "/etc/fonts/fonts.conf")

    /// The font that fontconfig thinks best for a letter; nil where none has it. Its first call reads the system's whole list.
    static func font(for letter: Unicode.Scalar) -> FoundFont? {
        guard hasList, let pattern = FcPatternCreate(), let letters = FcCharSetCreate() else { return nil }
        defer {
            FcPatternDestroy(pattern)
            FcCharSetDestroy(letters)
        }
        FcCharSetAddChar(letters, letter.value)
        FcPatternAddCharSet(pattern, FC_CHARSET, letters)
        FcConfigSubstitute(nil, pattern, FcMatchPattern)
        FcDefaultSubstitute(pattern)
        var result = FcResultNoMatch
        guard let match = FcFontMatch(nil, pattern, &result) else { return nil }
        defer { FcPatternDestroy(match) }
        var (path, index, covered): (UnsafeMutablePointer<FcChar8>?, Int32, OpaquePointer?) = (nil, 0, nil)
        // The best match need not have the letter.
        guard FcPatternGetCharSet(match, FC_CHARSET, 0, &covered) == FcResultMatch,
            FcCharSetHasChar(covered, letter.value) != 0,
            FcPatternGetString(match, FC_FILE, 0, &path) == FcResultMatch, let path
        else { return nil }
        FcPatternGetInteger(match, FC_INDEX, 0, &index)
        return FoundFont(path: String(cString: path), index: Int(index & 0xFFFF))
    }
}
