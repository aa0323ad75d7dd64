import Foundation
import Imaging
import Testing

@testable import Figures

@Suite struct FigureTests {
    private static func drawing() -> Figure {
        var figure = Figure(width: 200, height: 100)
        figure.rectangle(x: 10, y: 10, width: 30, height: 20, fill: RGB(255, 0, 0), title: "a <b>")
        figure.line(0, 0, 200, 100, isDashed: true)
        figure.text("Tiger & 호랑이 <x>", x: 100, y: 50, anchor: .middle, turn: -90)
        figure.picture(
            Picture(width: 2, height: 3, fill: RGB(1, 2, 3)), x: 5, y: 60, width: 20, height: 30,
            isSmooth: false)
        return figure
    }

    /// Every mark is there, and nothing in a text is markup.
    @Test func svgHasEveryMarkWithTextAsText() {
        let svg = Self.drawing().svg
        let names = svg.matches(of: /<([a-z]+)[ >]/).map { String($0.1) }
        #expect(names == ["svg", "rect", "title", "line", "text", "image"])
        #expect(svg.contains(">Tiger &amp; 호랑이 &lt;x&gt;</text>"))
        #expect(svg.contains("<title>a &lt;b&gt;</title>"))
        #expect(svg.contains("fill=\"#ff0000\""))
        #expect(svg.contains("rotate(-90 100 50)"))
    }

    /// One page of the size told; its text can be copied, which is what `ToUnicode` is for.
    @Test func pdfIsOnePageWithItsFonts() throws {
        let data = try Self.drawing().pdf(title: "A title")
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.hasPrefix("%PDF-1."))
        #expect(text.hasSuffix("%%EOF\n"))
        #expect(text.contains("/MediaBox [ 0 0 200 100 ]"))
        #expect(text.contains("NotoSans"))
        #expect(text.contains("/ToUnicode"))
        #expect(text.contains("(A title)"))
        #expect(!text.contains("/Type3"))
    }

    @Test func aCaptionStandsBelowTheDrawing() throws {
        let words =
            "A caption that is too long for one line of a page of three hundred points, so it has two or three of them."
        let figure = try Self.drawing().captioned(words, size: 10)
        #expect(figure.width == 300)
        let lines = try Typeface.shared().lines(of: words, size: 10, width: 276)
        #expect(lines.count > 1)
        #expect(abs(figure.height - (100 + Double(lines.count) * 14.5 + 12)) < 1e-9)
        let svg = figure.svg
        for line in lines { #expect(svg.contains(">\(line)</text>")) }
        // All else is where it was.
        #expect(svg.contains("rotate(-90 100 50)"))
    }

    @Test func textsAreMeasured() throws {
        let typeface = try Typeface.shared()
        #expect(typeface.width(of: "", size: 10) == 0)
        let (one, two) = (typeface.width(of: "m", size: 10), typeface.width(of: "mm", size: 10))
        #expect(one > 5 && one < 12)
        #expect(abs(two - 2 * one) < 0.01)
        #expect(abs(typeface.width(of: "m", size: 20) - 2 * one) < 0.05)
        #expect(typeface.width(of: "Heat", size: 10, isBold: true) > typeface.width(of: "Heat", size: 10))
        let text = "one two three four five six seven"
        let lines = typeface.lines(of: text, size: 10, width: 60)
        #expect(lines.count > 2)
        #expect(lines.joined(separator: " ") == text)
        for line in lines { #expect(typeface.width(of: line, size: 10) <= 60) }
        #expect(typeface.lines(of: "a\nb", size: 10, width: 100) == ["a", "b"])
        #expect(typeface.lines(of: "incomprehensible a", size: 10, width: 20) == ["incomprehensible", "a"])
    }

    /// Whoever asks, whenever: fonts that come and go must not be taken for each other.
    @Test func manyThreadsMeasureTheSame() async throws {
        let typeface = try Typeface.shared()
        let (regular, bold) = (
            typeface.width(of: "Heat", size: 10), typeface.width(of: "Heat", size: 10, isBold: true)
        )
        let figure = Self.drawing()
        let page = try figure.pdf(title: "A title").count
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let own = try Typeface.shared()
                    if number % 8 == 0 { return try figure.pdf(title: "A title").count == page }
                    return (0..<50).allSatisfy { _ in
                        own.width(of: "Heat", size: 10) == regular
                            && own.width(of: "Heat", size: 10, isBold: true) == bold
                    }
                }
            }
            for try await isSame in group { #expect(isSame) }
        }
    }

    @Test func pagesNeedNothingElse() {
        let page = String(
            decoding: HTMLPage(title: "a & b", body: Self.drawing().svg).data, as: UTF8.self)
        #expect(page.contains("<title>a &amp; b</title>"))
        #expect(!page.contains("<script") && !page.contains("href=\"http"))
    }
}
