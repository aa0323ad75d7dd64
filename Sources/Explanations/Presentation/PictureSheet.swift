import Imaging
import Tensors
import Words

/// Pictures in rows, each with a few words under it, and the scale of their colours.
public struct PictureSheet: Sendable {
    /// One picture.
    public struct Panel: Sendable {
        /// A few words; empty for a tile that needs none.
        public let caption: Words
        public let picture: Picture
        /// What its colours stand for, H×W over the whole picture; nil where they stand for themselves.
        public let values: Tensor?

        public init(_ caption: Words, _ picture: Picture, values: Tensor? = nil) {
            self.caption = caption
            self.picture = picture
            self.values = values
        }

        /// The value at a place, each of its coordinates from 0 to 1.
        public func value(across: Double, down: Double) -> (value: Float, row: Int, column: Int)? {
            guard let values, (0..<1).contains(across), (0..<1).contains(down) else { return nil }
            let (row, column) = (
                Int(down * Double(values.shape[0])), Int(across * Double(values.shape[1]))
            )
            let value = values[row * values.shape[1] + column]
            return value.isNaN ? nil : (value, row, column)
        }
    }

    /// Row by row.
    public let panels: [Panel]
    public let columns: Int
    /// Pixels between the pictures.
    public let gap: Int
    public let legend: Legend?
    /// Whether it is about the network alone.
    public let showsWeights: Bool

    public var rows: Int { (panels.count + columns - 1) / columns }

    /// Whether any picture has words, for which room is kept.
    public var hasCaptions: Bool { panels.contains { !$0.caption.isEmpty } }

    /// - Parameters:
    ///   - panels: at least one.
    ///   - columns: all in one row where it is nil.
    public init(
        _ panels: [Panel], columns: Int? = nil, gap: Int = 8, legend: Legend? = nil,
        showsWeights: Bool = false
    ) {
        precondition(!panels.isEmpty)
        self.panels = panels
        self.columns = max(1, columns ?? panels.count)
        self.gap = gap
        self.legend = legend
        self.showsWeights = showsWeights
    }

    /// Width and height of the largest picture.
    private var cell: (width: Int, height: Int) {
        (panels.map(\.picture.width).max()!, panels.map(\.picture.height).max()!)
    }

    /// All pictures in one, without words.
    ///
    /// - Throws: before memory is taken, where that would be larger than a picture may be.
    public func picture() throws(PictureSizeError) -> Picture {
        let (width, height) = cell
        let tile = PictureSize(width: width, height: height)
        if let error = PictureSizeError.grid(rows: rows, columns: columns, of: tile, gap: gap) { throw error }
        var sheet = Picture(
            width: columns * (width + gap) - gap, height: rows * (height + gap) - gap, fill: .white)
        for (index, panel) in panels.enumerated() {
            sheet.draw(
                panel.picture, atX: index % columns * (width + gap), y: index / columns * (height + gap))
        }
        return sheet
    }

    /// The same with pictures as large as fit beside each other, words under them, into an area.
    public func fitted(into area: DisplayArea) -> PictureSheet {
        let captionHeight = hasCaptions ? 34 : 0
        let barWidth = legend == nil ? 0 : 110
        let room = (
            width: max(8, (area.width - barWidth + gap) / columns - gap),
            height: max(8, (area.height + gap) / rows - gap - captionHeight)
        )
        return PictureSheet(
            panels.map {
                Panel(
                    $0.caption, $0.picture.scaledToFit(width: room.width, height: room.height),
                    values: $0.values)
            },
            columns: columns, gap: gap, legend: legend, showsWeights: showsWeights)
    }
}
