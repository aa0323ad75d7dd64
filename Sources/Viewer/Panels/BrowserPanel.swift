import Imaging
import Words

/// The file browser over the window: places at the side, a path or search field above, thumbnails in the middle.
enum BrowserView {
    private static let card = Rect(x: 150, y: 40, width: 1400, height: 900)
    private static let cell = (width: 162.0, height: 168.0)
    private static let gap = 4.0

    static func draw(in scene: Scene) {
        guard case .browser(let browser)? = scene.state.popover else { return }
        let canvas = scene.canvas
        scene.veil("browser.veil", action: .closePopover)
        scene.popover("browser", card)
        canvas.text(
            Strings.openHeading, in: Rect(x: card.x + 24, y: card.y + 14, width: 180, height: 40),
            size: Theme.Size.title, weight: .bold)
        drawPlaces(browser, in: scene)
        let left = card.x + 218
        if let parent = browser.parent {
            scene.button(
                "browser.up", "↑", in: Rect(x: left, y: card.y + 16, width: 38, height: 36),
                action: .browse(parent), hint: Strings.parentHint)
        }
        let field = Rect(x: left + 46, y: card.y + 16, width: card.maxX - left - 70, height: 36)
        scene.textField(
            "browser.path", browser.text,
            placeholder: browser.folder.map(Words.init(verbatim:)) ?? Strings.pathHint, in: field)
        drawEntries(browser, x: left, y: field.maxY + 12, in: scene)
        canvas.text(
            Strings.browserFoot,
            in: Rect(x: left, y: card.maxY - 38, width: card.maxX - left - 24, height: 28),
            size: Theme.Size.small,
            Theme.secondaryText)
    }

    private static func drawPlaces(_ browser: Browser, in scene: Scene) {
        for (index, place) in browser.places.enumerated() {
            let frame = Rect(x: card.x + 14, y: card.y + 66 + Double(index) * 40, width: 190, height: 36)
            let isHere = place.folder == browser.folder
            scene.row(frame, isChosen: isHere)
            scene.canvas.text(
                place.title, in: frame.insetBy(14, 0), weight: isHere ? .bold : .regular,
                isHere ? Theme.accent : Theme.text)
            scene.add(
                Control(
                    "browser.place.\(index)", frame, action: .browse(place.folder),
                    hint: place.folder.map { .text(Words(verbatim: $0)) }))
        }
    }

    private static func drawEntries(_ browser: Browser, x: Double, y: Double, in scene: Scene) {
        let matches = browser.matches
        let visible = browser.visible
        guard !matches.isEmpty else {
            let text =
                browser.isListing
                ? Strings.loading : browser.text.isEmpty ? Strings.nothingToOpen : Strings.nothingFound
            scene.canvas.text(
                text, in: Rect(x: x, y: y, width: 700, height: 60), size: Theme.Size.heading,
                Theme.secondaryText)
            return
        }
        for (position, index) in visible.enumerated() {
            let frame = Rect(
                x: x + Double(position % Browser.columns) * (cell.width + gap),
                y: y + Double(position / Browser.columns) * (cell.height + gap), width: cell.width,
                height: cell.height)
            draw(matches[index], index, isHighlighted: index == browser.highlighted, in: frame, scene)
        }
        if visible.count < matches.count {
            let track = Rect(
                x: card.maxX - 14, y: y, width: 5, height: Double(Browser.rows) * (cell.height + gap))
            scene.canvas.fill(track, Theme.track, radius: 2)
            let share = track.height / Double(matches.count)
            scene.canvas.fill(
                Rect(
                    x: track.x, y: track.y + Double(visible.lowerBound) * share, width: track.width,
                    height: max(12, Double(visible.count) * share)), Theme.secondaryText, radius: 2)
        }
    }

    private static func draw(
        _ entry: FileListing.Entry, _ index: Int, isHighlighted: Bool, in frame: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        scene.row(frame, isChosen: isHighlighted)
        let box = Rect(x: frame.x + 11, y: frame.y + 8, width: frame.width - 22, height: 126)
        switch entry.kind {
        case .picture: scene.thumbnail(of: entry.path, in: box)
        case .folder: drawFolder(in: box, canvas)
        case .network, .session: drawFile(entry.kind, in: box, canvas)
        }
        canvas.text(
            Words(verbatim: entry.name),
            in: Rect(x: frame.x + 6, y: frame.maxY - 30, width: frame.width - 12, height: 26),
            size: Theme.Size.small, isHighlighted ? Theme.accent : Theme.text, .centre)
        scene.add(
            Control(
                "browser.\(index)", frame, action: .openEntry(index), hint: .text(Words(verbatim: entry.name))
            ))
    }

    private static func drawFolder(in box: Rect, _ canvas: Canvas) {
        let body = Rect(x: box.midX - 46, y: box.midY - 30, width: 92, height: 66)
        canvas.fill(Rect(x: body.x, y: body.y - 10, width: 40, height: 24), Theme.bar, radius: 5)
        canvas.fill(body, Theme.bar.faded(0.25), radius: 6)
    }

    private static func drawFile(_ kind: FileListing.Kind, in box: Rect, _ canvas: Canvas) {
        let sheet = Rect(x: box.midX - 38, y: box.midY - 50, width: 76, height: 100)
        canvas.fill(sheet, Theme.sunken, radius: 6, border: Theme.groupBorder)
        let colour = kind == .network ? Theme.edge(of: .convolution) : Theme.flow
        for (index, height) in [64.0, 46, 30].enumerated() {
            canvas.fill(
                Rect(
                    x: sheet.x + 13 + Double(index) * 18, y: sheet.midY - height / 2, width: 12,
                    height: height),
                colour, radius: 2)
        }
    }
}
