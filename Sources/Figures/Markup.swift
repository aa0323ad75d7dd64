/// Text in XML and HTML.
public enum Markup {
    /// A text in which nothing is markup (XML 1.0); characters that XML cannot hold are left out.
    public static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r": escaped += " "
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                || [0xFFFE, 0xFFFF].contains(scalar.value):
                continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
