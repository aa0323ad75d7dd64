/// Particles of Korean that depend on the sound before them, which in a template is not known beforehand: written as
/// `을(를)`, they become one of the two where the sound is known.
enum KoreanParticles {
    private struct Pair {
        let written, afterConsonant, afterVowel: String
        /// Whether ㄹ counts as a vowel.
        var joinsL = false
    }

    private static let pairs = [
        Pair(written: "을(를)", afterConsonant: "을", afterVowel: "를"),
        Pair(written: "이(가)", afterConsonant: "이", afterVowel: "가"),
        Pair(written: "은(는)", afterConsonant: "은", afterVowel: "는"),
        Pair(written: "과(와)", afterConsonant: "과", afterVowel: "와"),
        Pair(written: "(으)로", afterConsonant: "으로", afterVowel: "로", joinsL: true),
        Pair(written: "(이)라는", afterConsonant: "이라는", afterVowel: "라는"),
    ]

    private enum Sound { case vowel, l, consonant }

    static func resolved(_ text: String) -> String {
        guard text.contains("(") else { return text }
        var text = text
        for pair in pairs {
            var parts = text.split(separator: pair.written, omittingEmptySubsequences: false)[...]
            guard var joined = parts.popFirst().map(String.init) else { continue }
            for part in parts {
                switch sound(atTheEndOf: joined) {
                case .vowel?: joined += pair.afterVowel
                case .l?: joined += pair.joinsL ? pair.afterVowel : pair.afterConsonant
                case .consonant?: joined += pair.afterConsonant
                case nil: joined += pair.written
                }
                joined += part
            }
            text = joined
        }
        return text
    }

    /// The last sound of a syllable of Hangul or of a digit as it is read; nil for letters that may be read in several ways.
    private static func sound(atTheEndOf text: String) -> Sound? {
        guard let last = text.last(where: { !"”\"'’)]」』".contains($0) })?.unicodeScalars.first else {
            return nil
        }
        switch last {
        case "0", "3", "6": return .consonant
        case "1", "7", "8": return .l
        case "2", "4", "5", "9", "%": return .vowel
        // Syllables lie in the order of their last consonant: none, then 27, ㄹ being the eighth (Unicode 16, 3.12).
        case "\u{AC00}"..."\u{D7A3}":
            let final = (last.value - 0xAC00) % 28
            return final == 0 ? .vowel : final == 8 ? .l : .consonant
        default: return nil
        }
    }
}
