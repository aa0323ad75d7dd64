/// Prints a text without what a terminal would obey: texts out of files may hold control characters, and marks that turn the
/// direction of writing round.
///
/// It stands in the place of Swift's own function everywhere in this module.
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
    let text = items.map { "\($0)" }.joined(separator: separator)
    StandardStreams.writeOutput(text.withoutControls(keepingLines: true) + terminator)
}

extension String {
    /// The same text with a mark in the place of each control character.
    ///
    /// - Parameter keepingLines: whether line breaks and tabs stay.
    func withoutControls(keepingLines: Bool = false) -> String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        var clean = UnicodeScalarView()
        for scalar in unicodeScalars {
            let stays = !Self.isControl(scalar) || keepingLines && (scalar == "\n" || scalar == "\t")
            clean.append(stays ? scalar : "\u{FFFD}")
        }
        return String(clean)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
