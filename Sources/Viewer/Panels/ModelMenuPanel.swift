import ModelFormats
import Words

/// The list of networks over the window, and the running download beside the network's name.
enum ModelMenuView {
    private static let rowHeight = 34.0
    private static let headingHeight = 30.0
    private static let width = 760.0

    static func draw(in scene: Scene) {
        guard let menu = scene.state.modelMenu else { return }
        let canvas = scene.canvas
        scene.veil("models.veil", action: .toggleModelMenu)
        let kinds = ModelMenu.Kind.allCases.filter { kind in menu.rows.contains { $0.kind == kind } }
        let height = Double(menu.rows.count) * rowHeight + Double(kinds.count) * headingHeight + 52
        let title = Layout.networkTitle
        let card = Rect(x: title.x, y: title.maxY + 4, width: width, height: height)
        canvas.fill(card.insetBy(-2, -2), Theme.groupBorder, radius: 12)
        scene.card(card)
        scene.add(Control("models", card))
        var y = card.y + 6
        var previous: ModelMenu.Kind?
        for (index, row) in menu.rows.enumerated() {
            if row.kind != previous {
                canvas.text(
                    Strings.heading(of: row.kind),
                    in: Rect(x: card.x + 20, y: y, width: width - 40, height: headingHeight),
                    size: Theme.Size.small, weight: .bold, Theme.secondaryText)
                y += headingHeight
                previous = row.kind
            }
            let frame = Rect(x: card.x + 8, y: y, width: width - 16, height: rowHeight)
            draw(row, at: index, isHighlighted: index == menu.highlighted, in: frame, scene)
            y += rowHeight
        }
        canvas.text(
            Strings.modelMenuFoot, in: Rect(x: card.x + 20, y: y + 4, width: width - 160, height: 36),
            size: Theme.Size.small, Theme.secondaryText)
        scene.button(
            "models.open", Strings.openFile, in: Rect(x: card.maxX - 132, y: y + 5, width: 118, height: 34),
            action: .toggleBrowser, hint: Strings.openHint)
    }

    private static func draw(
        _ row: ModelMenu.Row, at index: Int, isHighlighted: Bool, in frame: Rect, _ scene: Scene
    ) {
        let (canvas, state) = (scene.canvas, scene.state)
        let isCurrent = row.choice == state.modelChoice
        if isHighlighted {
            canvas.fill(frame, Theme.accentSurface, radius: 7, border: Theme.accent)
        } else if scene.isHovered(frame) {
            canvas.fill(frame, Theme.sunken, radius: 7, border: Theme.surfaceBorder)
        }
        scene.add(
            Control(
                "model.\(row.choice.name)", frame, action: .chooseModel(index), hint: .text(row.description)))
        if isCurrent { canvas.disc(Point(x: frame.x + 14, y: frame.midY), radius: 4, Theme.accent) }
        canvas.text(
            Words(verbatim: row.title),
            in: Rect(x: frame.x + 28, y: frame.y, width: 236, height: frame.height),
            weight: isCurrent ? .bold : .regular, isHighlighted ? Theme.accent : Theme.text)
        if let download = state.download, download.name == row.choice.name {
            let rest = Rect(x: frame.x + 280, y: frame.y, width: frame.width - 288, height: frame.height)
            return drawProgress(of: download, in: rest, scene)
        }
        canvas.text(
            row.licence, in: Rect(x: frame.x + 280, y: frame.y, width: 270, height: frame.height),
            size: Theme.Size.small, Theme.secondaryText)
        canvas.text(
            row.size, in: Rect(x: frame.maxX - 168, y: frame.y, width: 152, height: frame.height),
            size: Theme.Size.small, Theme.secondaryText, .right)
    }

    private static func drawProgress(of download: RunningDownload, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        drawBar(download, in: Rect(x: frame.x, y: frame.midY - 4, width: 90, height: 8), canvas)
        canvas.text(
            download.progress.map(\.text) ?? Strings.connecting,
            in: Rect(x: frame.x + 102, y: frame.y, width: frame.width - 186, height: frame.height),
            size: Theme.Size.small, Theme.text)
        scene.button(
            "download.cancel", Strings.cancel,
            in: Rect(x: frame.maxX - 76, y: frame.y + 4, width: 72, height: frame.height - 8),
            action: .cancelDownload, size: Theme.Size.small)
    }

    /// The running download in short: a click opens the list.
    static func drawDownload(in scene: Scene) {
        guard let download = scene.state.download else { return }
        let frame = Rect(
            x: Layout.diagramCard.maxX - 460, y: Layout.networkTitle.y, width: 300,
            height: Layout.networkTitle.height)
        let canvas = scene.canvas
        drawBar(download, in: Rect(x: frame.maxX - 90, y: frame.midY - 4, width: 90, height: 8), canvas)
        let share = download.progress?.fraction.map { $0.asPercentage } ?? ""
        canvas.text(
            "\(download.title)  \(share)",
            in: Rect(x: frame.x, y: frame.y, width: frame.width - 102, height: frame.height),
            size: Theme.Size.small, scene.isHovered(frame) ? Theme.accent : Theme.secondaryText, .right)
        scene.add(
            Control(
                "download", frame, action: .toggleModelMenu,
                hint: .text(download.progress.map(\.text) ?? Strings.connecting)))
    }

    private static func drawBar(_ download: RunningDownload, in track: Rect, _ canvas: Canvas) {
        canvas.fill(track, Theme.track, radius: 4)
        guard let share = download.progress?.fraction, share > 0 else { return }
        var bar = track
        bar.width = max(8, track.width * share)
        canvas.fill(bar, Theme.accent, radius: 4)
    }
}
