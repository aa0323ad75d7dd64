import Explanations
import Imaging
import Words

/// Pictures in rows with words under them, and their colour bar.
enum SheetView {
    static func draw(_ own: PictureSheet, of answer: Answer, in scene: Scene) {
        let (canvas, version) = (scene.canvas, scene.state.answerVersion)
        let sheet = completed(own, answer, scene)
        var area = scene.state.resultArea
        if answer.explanation.hasRoomForNotices, scene.state.comparison == nil {
            area.height -= Layout.noticeHeight
        }
        let barRoom = sheet.legend == nil ? 0.0 : 18 + Layout.barWidth
        let caption = sheet.hasCaptions ? 34.0 : 0
        let gap = Double(sheet.gap) / canvas.scale
        let (columns, rows) = (Double(sheet.columns), Double(sheet.rows))
        let natural = Double(sheet.panels.map(\.picture.width).max()!) / canvas.scale
        // A picture more than the method's own may need room that there is not.
        let shrink = min(1, (area.width - barRoom - (columns - 1) * gap) / (columns * natural))
        let unit = shrink / canvas.scale
        let cell = (
            width: natural * shrink,
            height: Double(sheet.panels.map(\.picture.height).max()!) * unit + caption
        )
        let width = columns * (cell.width + gap) - gap
        let height = rows * (cell.height + gap) - gap
        let origin = Point(x: area.midX - (width + barRoom) / 2, y: area.midY - height / 2)
        var frames: [Rect] = []
        for (index, panel) in sheet.panels.enumerated() {
            let x = origin.x + Double(index % sheet.columns) * (cell.width + gap)
            let y = origin.y + Double(index / sheet.columns) * (cell.height + gap)
            let frame = Rect(
                x: x + (cell.width - Double(panel.picture.width) * unit) / 2, y: y,
                width: Double(panel.picture.width) * unit,
                height: Double(panel.picture.height) * unit)
            canvas.picture(panel.picture, named: "sheet.\(index)", version: version, in: frame)
            if !panel.caption.isEmpty {
                canvas.text(
                    panel.caption,
                    in: Rect(x: x - gap / 2, y: frame.maxY + 4, width: cell.width + gap, height: 26),
                    size: Theme.Size.body, Theme.secondaryText, .centre)
            }
            scene.add(control(index, frame, panel, answer, scene))
            frames.append(frame)
        }
        if scene.state.comparison != nil { drawPointers(frames, in: scene) }
        if let bar = sheet.legend {
            let x = origin.x + width + 24
            ColourBarView.draw(
                bar, in: Rect(x: x, y: origin.y, width: 18, height: height - caption), canvas)
        }
    }
}

extension SheetView {
    /// LIME's answer with the photo that a person takes superpixels out of.
    private static func completed(_ sheet: PictureSheet, _ answer: Answer, _ scene: Scene) -> PictureSheet {
        guard let without = answer.without, scene.state.comparison == nil else { return sheet }
        let classIndex = answer.explanation.classIndex
        let before = scene.state.analysis?.predictions.first { $0.index == classIndex }
        let after = without.predictions.first { $0.index == classIndex }
        let caption =
            without.superpixels.isEmpty
            ? Strings.clickSuperpixels
            : Strings.without(
                without.superpixels.count, after?.label ?? "", after?.probability ?? 0,
                before?.probability ?? 0)
        let size = sheet.panels[0].picture
        return PictureSheet(
            sheet.panels + [
                PictureSheet.Panel(
                    caption,
                    without.picture.scaledForDisplay(width: size.width, height: size.height))
            ],
            columns: sheet.columns + (sheet.rows == 1 ? 1 : 0), gap: sheet.gap, legend: sheet.legend)
    }

    private static func control(
        _ index: Int, _ frame: Rect, _ panel: PictureSheet.Panel, _ answer: Answer, _ scene: Scene
    ) -> Control {
        let name = "result.\(index)"
        let state = scene.state
        if state.comparison != nil {
            return Control(
                name, frame, action: .openCompared(index), hint: .text(Strings.openComparedHint))
        }
        if answer.explanation.method.computesEnlargedTiles {
            return state.enlargedChannel == nil
                ? Control(
                    name, frame, action: .enlarge(index),
                    hint: .text(Strings.filterHint(index, of: answer.explanation.layer.name)))
                : Control(name, frame, action: .closeOrCancel, hint: .text(Strings.closeHint))
        }
        if let values = panel.values, values.shape.rank == 2,
            answer.explanation.method.looking(fromRow: 0, column: 0, OptionValues()) != nil
        {
            let (rows, columns) = (values.shape[0], values.shape[1])
            return Control(
                name, frame, hint: .sheet(panel, Strings.tokenHint),
                pick: { point in
                    let row = Int((point.y - frame.y) / frame.height * Double(rows))
                    let column = Int((point.x - frame.x) / frame.width * Double(columns))
                    guard (0..<rows).contains(row), (0..<columns).contains(column) else { return nil }
                    return .lookFrom(row: row, column: column)
                })
        }
        guard let superpixels = answer.explanation.regions?.superpixels else {
            return Control(name, frame, hint: .sheet(panel, nil))
        }
        let highlighted = state.highlighted.flatMap { $0 < superpixels.count ? $0 : nil }
        if state.focus == name, let highlighted {
            outline(highlighted, of: superpixels, in: frame, scene.canvas)
        }
        return Control(
            name, frame, hint: .sheet(panel, Strings.superpixelHint),
            keys: Control.Keys(
                move: { arrow in
                    let count = superpixels.count
                    return .highlight(highlighted.map { ($0 + arrow.readingStep + count) % count } ?? 0)
                }, press: highlighted.map { .toggleSuperpixel($0) })
        ) { point in
            let x = Int((point.x - frame.x) / frame.width * Double(superpixels.width))
            let y = Int((point.y - frame.y) / frame.height * Double(superpixels.height))
            guard x >= 0, y >= 0, x < superpixels.width, y < superpixels.height else { return nil }
            return .toggleSuperpixel(Int(superpixels.labels[y * superpixels.width + x]))
        }
    }

    /// Draws around a superpixel: along every pixel of it beside another superpixel.
    private static func outline(
        _ superpixel: Int, of map: SuperpixelMap, in frame: Rect, _ canvas: Canvas
    ) {
        let (across, down) = (frame.width / Double(map.width), frame.height / Double(map.height))
        func isInside(_ x: Int, _ y: Int) -> Bool {
            x >= 0 && y >= 0 && x < map.width && y < map.height
                && map.labels[y * map.width + x] == Int32(superpixel)
        }
        for y in 0..<map.height {
            for x in 0..<map.width where isInside(x, y) {
                let isEdge =
                    !isInside(x - 1, y) || !isInside(x + 1, y) || !isInside(x, y - 1) || !isInside(x, y + 1)
                guard isEdge else { continue }
                canvas.fill(
                    Rect(
                        x: frame.x + Double(x) * across, y: frame.y + Double(y) * down,
                        width: max(across, 2), height: max(down, 2)), Theme.selection)
            }
        }
    }

    /// The pointer's place in every picture of a comparison.
    private static func drawPointers(_ frames: [Rect], in scene: Scene) {
        guard let (under, pointer) = scene.pointer(inOneOf: frames) else { return }
        let canvas = scene.canvas
        let (across, down) = ((pointer.x - under.x) / under.width, (pointer.y - under.y) / under.height)
        for frame in frames {
            let (x, y) = (frame.x + across * frame.width, frame.y + down * frame.height)
            for (colour, width) in [(Theme.hint, 3.0), (Theme.regionOutline, 1.0)] {
                canvas.fill(Rect(x: x - 9, y: y - width / 2, width: 18, height: width), colour)
                canvas.fill(Rect(x: x - width / 2, y: y - 9, width: width, height: 18), colour)
            }
        }
    }
}

/// A scale of colours with words at its ends.
enum ColourBarView {
    static func draw(_ bar: Legend, in frame: Rect, _ canvas: Canvas) {
        let step = frame.height / Double(bar.colours.count)
        for (index, colour) in bar.colours.enumerated() {
            let y = frame.maxY - Double(index + 1) * step
            canvas.fill(
                Rect(x: frame.x, y: y, width: frame.width, height: step + 0.5),
                Colour(UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)))
        }
        let line = (Theme.Size.small * 1.45).rounded()
        let places = [
            (bar.high, frame.y), (bar.middle, frame.midY - line / 2), (bar.low, frame.maxY - line),
        ]
        for (text, y) in places where !text.isEmpty {
            canvas.text(
                text, in: Rect(x: frame.maxX + 8, y: y, width: 6.4 * Theme.Size.small, height: line),
                size: Theme.Size.small, Theme.secondaryText)
        }
        guard let range = bar.range else { return }
        for (value, y) in [
            (range.upperBound, frame.y + line + 2), (range.lowerBound, frame.maxY - 2 * line - 2),
        ] {
            canvas.text(
                Words(verbatim: value == 0 ? "0" : value.asValue),
                in: Rect(x: frame.maxX + 8, y: y, width: 6.4 * Theme.Size.small, height: line),
                size: Theme.Size.small, weight: .bold)
        }
    }
}
