import Foundation

/// A drawing in SVG 1.1 with text as text.
struct SVG {
    let width, height: Double
    private var elements: [String] = []

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// Where a text's coordinate is.
    enum Anchor: String {
        case start, middle, end
    }

    mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, fill: String, title: String? = nil
    ) {
        let shape =
            "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" fill=\"\(fill)\""
        elements.append(title.map { "\(shape)><title>\(Self.escaped($0))</title></rect>" } ?? "\(shape)/>")
    }

    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String = "#444",
        isDashed: Bool = false
    ) {
        elements.append(
            "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\" stroke=\"\(stroke)\"\(isDashed ? " stroke-dasharray=\"4 3\"" : "")/>"
        )
    }

    mutating func text(
        _ text: String, x: Double, y: Double, size: Double = 11, anchor: Anchor = .start, turn: Double = 0
    ) {
        let turned =
            turn == 0 ? "" : " transform=\"rotate(\(Self.number(turn)) \(Self.number(x)) \(Self.number(y)))\""
        elements.append(
            "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\" text-anchor=\"\(anchor.rawValue)\"\(turned)>\(Self.escaped(text))</text>"
        )
    }

    /// The whole file.
    var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.number(width))" height="\(Self.number(height))" \
        viewBox="0 0 \(Self.number(width)) \(Self.number(height))" font-family="sans-serif" fill="#222">
        \(elements.joined(separator: "\n"))
        </svg>
        """
    }

    /// At most two decimals.
    private static func number(_ value: Double) -> String {
        var text = String(format: "%.2f", value)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A text in which nothing is markup (XML 1.0); characters that XML cannot hold are left out.
    static func escaped(_ text: String) -> String {
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
