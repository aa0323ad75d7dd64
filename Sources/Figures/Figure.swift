import Imaging

/// A drawing of rectangles, lines, texts and pictures, for a page: SVG and PDF are made of it, with text as text.
///
/// Coordinates grow to the right and downwards; one is a pixel of CSS in SVG and a point, 1/72 inch, in PDF.
public struct Figure: Sendable {
    /// Where a text's coordinate is.
    public enum Anchor: String, Sendable {
        case start, middle, end
    }

    enum Mark: Sendable {
        case rectangle(Box, fill: RGB, title: String?)
        case line(fromX: Double, y: Double, toX: Double, toY: Double, stroke: RGB, isDashed: Bool)
        case text(TextMark)
        /// A smooth one is blurred where it is enlarged, another keeps its pixels.
        case picture(Picture, Box, isSmooth: Bool)
    }

    struct Box: Sendable {
        var x, y, width, height: Double
    }

    /// A text on one line.
    struct TextMark: Sendable {
        var text: String
        /// Of its anchor, on the line on which letters stand.
        var x, y: Double
        var size: Double
        var anchor: Anchor
        /// Degrees clockwise round the anchor.
        var turn: Double
        var isBold: Bool
    }

    public let width, height: Double
    private(set) var marks: [Mark] = []

    /// Texts, and lines that say nothing else.
    static let ink = RGB(0x22, 0x22, 0x22)
    public static let frame = RGB(0x44, 0x44, 0x44)

    /// A drawing without marks, white where there is none.
    public init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// - Parameter title: what a reader of SVG says where the pointer is.
    public mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, fill: RGB, title: String? = nil
    ) {
        marks.append(.rectangle(Box(x: x, y: y, width: width, height: height), fill: fill, title: title))
    }

    public mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: RGB = Figure.frame,
        isDashed: Bool = false
    ) {
        marks.append(.line(fromX: x1, y: y1, toX: x2, toY: y2, stroke: stroke, isDashed: isDashed))
    }

    /// - Parameters:
    ///   - y: of the line on which letters stand.
    ///   - turn: degrees clockwise round the anchor.
    public mutating func text(
        _ text: String, x: Double, y: Double, size: Double = 11, anchor: Anchor = .start, turn: Double = 0,
        isBold: Bool = false
    ) {
        marks.append(
            .text(
                TextMark(text: text, x: x, y: y, size: size, anchor: anchor, turn: turn, isBold: isBold)))
    }

    /// - Parameter isSmooth: whether it is blurred where it is enlarged, as photos are; else its pixels stay squares.
    public mutating func picture(
        _ picture: Picture, x: Double, y: Double, width: Double, height: Double, isSmooth: Bool = true
    ) {
        marks.append(.picture(picture, Box(x: x, y: y, width: width, height: height), isSmooth: isSmooth))
    }

    /// The same drawing with a paragraph below it, as wide as the page.
    ///
    /// - Throws: `FileError` without the fonts.
    public func captioned(_ text: String, size: Double = 9.5) throws -> Figure {
        let (margin, line) = (12.0, size * 1.45)
        let page = max(width, Self.leastCaptionedWidth)
        let lines = try Typeface.shared().lines(of: text, size: size, width: page - 2 * margin)
        var figure = Figure(width: page, height: height + Double(lines.count) * line + margin)
        figure.marks = marks
        for (index, words) in lines.enumerated() {
            figure.text(words, x: margin, y: height + Double(index + 1) * line, size: size)
        }
        return figure
    }

    /// Narrower, a caption would be a column of words.
    private static let leastCaptionedWidth = 300.0
}
