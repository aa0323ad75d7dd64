import Figures
import Files
import Foundation
import Imaging
import ModelFormats
import Words

/// An answer as a figure of a paper: its pictures with their axes in pixels, the scale of their colours with its numbers, and
/// under them what was asked, in words.
public struct ExplanationFigure {
    private let explanation: Explanation
    let presentation: Presentation
    private let model: Model
    private let options: OptionValues
    private let seed: UInt64
    /// What was asked about, where that is one thing.
    private let about: String?

    /// - Parameters:
    ///   - explanation: the answer, or the first of several to one question.
    ///   - presentation: what is to be seen of it, or of all.
    ///   - seed: of all that was random.
    ///   - about: what was asked about, where that is one thing: ``subject(of:among:)``.
    public init(
        _ explanation: Explanation, as presentation: Presentation, of model: Model, options: OptionValues,
        seed: UInt64, about: String?
    ) {
        self.explanation = explanation
        self.presentation = presentation
        self.model = model
        self.options = options
        self.seed = seed
        self.about = about
    }

    /// The class that an answer is about with its probability, or the target; nil for a method that needs none.
    public static func subject(of explanation: Explanation, among predictions: [Prediction]) -> String? {
        guard let target = explanation.target else { return nil }
        if explanation.isAboutNumber { return target.text }
        let label = explanation.classLabel ?? target.text
        let known = predictions.first { $0.index == explanation.classIndex }
        return known.map { "\(label), \(Double($0.probability).asPercentage)" } ?? label
    }

    /// One line above the pictures.
    public var title: String {
        let method = explanation.method.title.english
        return about.map { "\(method): \($0)" } ?? method
    }

    /// The figure on a page with how to read it and what it cannot tell.
    ///
    /// - Throws: as ``figure()``.
    public func page() throws -> HTMLPage {
        let guide = explanation.method.guide
        let sections = [
            ("What is computed", guide.computes), ("How to read it", guide.reading),
            ("What it cannot tell", guide.limits),
        ].map { title, words in
            "<section><h2>\(title)</h2>\n<p>\(Markup.escaped(words.english))</p></section>"
        }
        let drawing = "<figure>\(try figure().svg)</figure>"
        return HTMLPage(title: title, body: ([drawing] + sections).joined(separator: "\n"))
    }

    /// What one has to know to read the figure or to make it again, a paragraph.
    public var caption: String {
        let method = explanation.method
        let layer = explanation.layer
        var sentences = [
            "\(method.title.english)\(about.map { " of \($0)" } ?? "") at layer \(layer.name) (\(layer.summary.english)) of \(model.title)."
        ]
        let chosen = method.options.filter { options.text($0) != $0.standard }
        if !chosen.isEmpty {
            sentences.append(
                "Options: \(chosen.map { "\($0.name) \(options.text($0))" }.joined(separator: ", ")).")
        }
        if seed != 0 { sentences.append("Seed \(seed).") }
        sentences += explanation.notices.map(\.english)
        sentences.append("Method: \(method.guide.reference).")
        return sentences.joined(separator: " ")
    }

    // MARK: - The drawing

    private struct Tile {
        let caption: String
        let picture: Picture
        /// Whether its pixels are those of the network's input, which axes are drawn for.
        let isPhoto: Bool
    }

    private static let pageWidth = 500.0
    private static let margin = 12.0
    private static let gap = 14.0
    private static let axisWidth = 26.0
    private static let textSize = 9.0
    private static let captionSize = 9.5
    private static let lineHeight = 1.45

    /// - Throws: `FileError` without the fonts, `PictureSizeError`.
    public func figure() throws -> Figure {
        let typeface = try Typeface.shared()
        let tiles = try tiles
        let legend = presentation.legend
        let columns = columns(of: tiles.count)
        let rows = (tiles.count + columns - 1) / columns
        let hasAxes = tiles.contains(where: \.isPhoto)
        let barWidth = legend == nil ? 0 : 92.0
        let axis = hasAxes ? Self.axisWidth : 0
        let room = Self.pageWidth - 2 * Self.margin - barWidth
        let cell = (room - Double(columns - 1) * Self.gap) / Double(columns)
        let scale = tiles.map { (cell - axis) / Double($0.picture.width) }.min() ?? 1
        let picturesHeight = tiles.map { Double($0.picture.height) * scale }.max() ?? 0
        let under = (hasAxes ? 14.0 : 0) + (tiles.contains { !$0.caption.isEmpty } ? 15 : 0)
        let top = 34.0
        let bottom = top + Double(rows) * (picturesHeight + under + Self.gap) - Self.gap / 2
        let lines = typeface.lines(
            of: caption, size: Self.captionSize, width: Self.pageWidth - 2 * Self.margin)
        let height = bottom + Double(lines.count) * Self.captionSize * Self.lineHeight + Self.margin
        var figure = Figure(width: Self.pageWidth, height: height)
        figure.text(title, x: Self.margin, y: 20, size: 12, isBold: true)
        for (index, tile) in tiles.enumerated() {
            draw(
                tile, x: Self.margin + axis + Double(index % columns) * (cell + Self.gap),
                y: top + Double(index / columns) * (picturesHeight + under + Self.gap), scale, typeface,
                into: &figure)
        }
        if let legend {
            draw(
                legend, x: Self.pageWidth - Self.margin - barWidth + 18, y: top,
                height: min(picturesHeight, 220), into: &figure)
        }
        for (index, line) in lines.enumerated() {
            figure.text(
                line, x: Self.margin, y: bottom + Double(index + 1) * Self.captionSize * Self.lineHeight,
                size: Self.captionSize)
        }
        return figure
    }

    private var tiles: [Tile] {
        get throws {
            switch presentation {
            case .heatMap(let heatMap):
                let named = heatMap.namedPictures
                return [Tile(caption: "photo", picture: heatMap.photo, isPhoto: true)]
                    + named.map { Tile(caption: $0.name, picture: $0.picture, isPhoto: true) }
            case .sheet(let sheet):
                return sheet.panels.map {
                    Tile(caption: $0.caption.english, picture: $0.picture, isPhoto: false)
                }
            case .grid(let grid, let page):
                let positions = grid.positions(onPage: page)
                let which =
                    grid.order == nil
                    ? "channels \(positions.lowerBound)–\(positions.upperBound - 1) of \(grid.channelCount), row by row"
                    : "\(positions.count) of \(grid.channelCount) channels, the strongest first"
                return try presentation.pictures().map {
                    Tile(caption: which, picture: $0, isPhoto: false)
                }
            }
        }
    }

    private func columns(of count: Int) -> Int {
        if case .sheet(let sheet) = presentation { return min(sheet.columns, count) }
        return count
    }

    private func draw(
        _ tile: Tile, x: Double, y: Double, _ scale: Double, _ typeface: Typeface, into figure: inout Figure
    ) {
        let (width, height) = (Double(tile.picture.width) * scale, Double(tile.picture.height) * scale)
        figure.picture(tile.picture, x: x, y: y, width: width, height: height, isSmooth: tile.isPhoto)
        var below = y + height
        if tile.isPhoto {
            axes(tile.picture, x: x, y: y, scale, into: &figure)
            below += 14
        }
        guard !tile.caption.isEmpty else { return }
        let line = typeface.lines(of: tile.caption, size: Self.textSize, width: width).first ?? ""
        let shown = line == tile.caption ? line : "\(line) …"
        figure.text(shown, x: x + width / 2, y: below + 11, size: Self.textSize, anchor: .middle)
    }

    /// Marks at whole numbers of pixels, at the left and below.
    private func axes(_ picture: Picture, x: Double, y: Double, _ scale: Double, into figure: inout Figure) {
        let height = Double(picture.height) * scale
        for mark in Self.marks(upTo: picture.width) {
            let place = x + Double(mark) * scale
            figure.line(place, y + height, place, y + height + 3)
            figure.text("\(mark)", x: place, y: y + height + 11, size: 7, anchor: .middle)
        }
        for mark in Self.marks(upTo: picture.height) {
            let place = y + Double(mark) * scale
            figure.line(x - 3, place, x, place)
            figure.text("\(mark)", x: x - 5, y: place + 2.5, size: 7, anchor: .end)
        }
    }

    /// 0 and further multiples of 1, 2 or 5 times a power of ten, at most five.
    static func marks(upTo extent: Int) -> [Int] {
        var power = 1
        while true {
            for step in [1, 2, 5].map({ $0 * power }) where extent / step <= 4 {
                return Array(stride(from: 0, through: extent, by: step))
            }
            power *= 10
        }
    }

    private func draw(
        _ legend: Legend, x: Double, y: Double, height: Double, into figure: inout Figure
    ) {
        let levels = legend.colours.reversed().flatMap { [$0.red, $0.green, $0.blue] }
        let bar = Picture(width: 1, height: legend.colours.count, pixels: levels)
        figure.picture(bar, x: x, y: y, width: 10, height: height, isSmooth: false)
        let (left, right) = (x + 10, x + 15)
        var words = [(legend.high.english, 0.0), (legend.low.english, 1.0)]
        if !legend.middle.isEmpty { words.append((legend.middle.english, 0.5)) }
        let range = legend.range
        for (word, share) in words {
            let place = y + share * height
            figure.line(left, place, left + 3, place)
            let number = range.map { Self.number($0.upperBound - share * ($0.upperBound - $0.lowerBound)) }
            // Numbers first, the words under them, within the bar's height.
            let parts = [number, word].compactMap(\.self).filter { !$0.isEmpty }
            let first = share == 1 ? place - Double(parts.count - 1) * 9 : place + (share == 0 ? 6 : 3)
            for (index, part) in parts.enumerated() {
                figure.text(part, x: right, y: first + Double(index) * 9, size: 7.5)
            }
        }
    }

    private static func number(_ value: Double) -> String { String(format: "%.3g", value) }
}
