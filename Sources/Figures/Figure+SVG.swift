import Foundation
import Imaging

extension Figure {
    /// The drawing as SVG 1.1, for a file of its own or within a page of HTML. Pictures lie in it as PNG.
    public var svg: String {
        let size = "width=\"\(number(width))\" height=\"\(number(height))\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \(size) \
            viewBox="0 0 \(number(width)) \(number(height))" font-family="Noto Sans KR, sans-serif" \
            fill="\(colour(Self.ink))">
            \(marks.map(element).joined(separator: "\n"))
            </svg>
            """
    }

    private func element(_ mark: Mark) -> String {
        switch mark {
        case .rectangle(let box, let fill, let title):
            let shape = "<rect \(place(box)) fill=\"\(colour(fill))\""
            return title.map { "\(shape)><title>\(Markup.escaped($0))</title></rect>" } ?? "\(shape)/>"
        case .line(let x, let y, let toX, let toY, let stroke, let isDashed):
            let dashes = isDashed ? " stroke-dasharray=\"4 3\"" : ""
            return
                "<line x1=\"\(number(x))\" y1=\"\(number(y))\" x2=\"\(number(toX))\" y2=\"\(number(toY))\" stroke=\"\(colour(stroke))\"\(dashes)/>"
        case .text(let text):
            let turn =
                text.turn == 0
                ? ""
                : " transform=\"rotate(\(number(text.turn)) \(number(text.x)) \(number(text.y)))\""
            let weight = text.isBold ? " font-weight=\"bold\"" : ""
            return
                "<text x=\"\(number(text.x))\" y=\"\(number(text.y))\" font-size=\"\(number(text.size))\" text-anchor=\"\(text.anchor.rawValue)\"\(weight)\(turn)>\(Markup.escaped(text.text))</text>"
        case .picture(let picture, let box, let isSmooth):
            let pixels = isSmooth ? "" : " style=\"image-rendering:pixelated\""
            let data = PNGFile.data(for: picture).base64EncodedString()
            return
                "<image \(place(box)) preserveAspectRatio=\"none\"\(pixels) xlink:href=\"data:image/png;base64,\(data)\"/>"
        }
    }

    private func place(_ box: Box) -> String {
        "x=\"\(number(box.x))\" y=\"\(number(box.y))\" width=\"\(number(box.width))\" height=\"\(number(box.height))\""
    }

    private func colour(_ colour: RGB) -> String {
        String(format: "#%02x%02x%02x", Int(colour.red), Int(colour.green), Int(colour.blue))
    }

    /// At most two decimals.
    private func number(_ value: Double) -> String {
        var text = String(format: "%.2f", value)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
