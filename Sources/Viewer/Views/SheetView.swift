import Explanations
import Imaging

/// Pictures in rows with words under them, and their colour bar.
enum SheetView {
    static func draw(_ sheet: PictureSheet, version: Int, in scene: Scene) {
        let canvas = scene.canvas
        let area = Layout.grid
        let barRoom = sheet.colourBar == nil ? 0.0 : 110
        let caption = sheet.hasCaptions ? 34.0 : 0
        let gap = Double(sheet.gap) / canvas.scale
        let cell = (
            width: Double(sheet.panels.map(\.picture.width).max()!) / canvas.scale,
            height: Double(sheet.panels.map(\.picture.height).max()!) / canvas.scale + caption
        )
        let (columns, rows) = (Double(sheet.columns), Double(sheet.rows))
        let width = columns * (cell.width + gap) - gap
        let height = rows * (cell.height + gap) - gap
        let origin = Point(x: area.midX - (width + barRoom) / 2, y: area.midY - height / 2)
        for (index, panel) in sheet.panels.enumerated() {
            let x = origin.x + Double(index % sheet.columns) * (cell.width + gap)
            let y = origin.y + Double(index / sheet.columns) * (cell.height + gap)
            let frame = Rect(
                x: x + (cell.width - Double(panel.picture.width) / canvas.scale) / 2, y: y,
                width: Double(panel.picture.width) / canvas.scale,
                height: Double(panel.picture.height) / canvas.scale)
            canvas.picture(panel.picture, named: "sheet.\(index)", version: version, in: frame)
            if !panel.caption.isEmpty {
                canvas.text(
                    panel.caption,
                    in: Rect(x: x - gap / 2, y: frame.maxY + 4, width: cell.width + gap, height: 26),
                    size: Theme.Size.body, Theme.secondaryText, .centre)
            }
            scene.add(Control("result.\(index)", frame))
        }
        if let bar = sheet.colourBar {
            let x = origin.x + width + 24
            ColourBarView.draw(
                bar, in: Rect(x: x, y: origin.y, width: 18, height: height - caption), canvas)
        }
    }
}

/// A scale of colours with words at its ends.
enum ColourBarView {
    static func draw(_ bar: PictureSheet.ColourBar, in frame: Rect, _ canvas: Canvas) {
        let step = frame.height / Double(bar.colours.count)
        for (index, colour) in bar.colours.enumerated() {
            let y = frame.maxY - Double(index + 1) * step
            canvas.fill(
                Rect(x: frame.x, y: y, width: frame.width, height: step + 0.5),
                Colour(UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)))
        }
        let places = [
            (bar.labels.high, frame.y), (bar.labels.middle, frame.midY - 10),
            (bar.labels.low, frame.maxY - 20),
        ]
        for (text, y) in places where !text.isEmpty {
            canvas.text(
                text, in: Rect(x: frame.maxX + 8, y: y, width: 90, height: 20), size: 13, Theme.secondaryText)
        }
    }
}
