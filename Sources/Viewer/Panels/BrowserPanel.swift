import CSDL2
import Imaging
import Words

/// The file browser over the window: places at the side, a path or search field above, thumbnails in the middle.
extension Browser: Panel, TextCard {
    static let name = "open"
    static let question: FileQuestion? = .inventory
    /// Its cells stand in rows.
    static let keys = [
        CardKey(keys: [Key(SDLK_DOWN)], action: .step(columns)),
        CardKey(keys: [Key(SDLK_UP)], action: .step(-columns)),
        CardKey(keys: [Key(SDLK_RIGHT)], action: .step(1)),
        CardKey(keys: [Key(SDLK_LEFT)], action: .step(-1)),
        CardKey(keys: command.shortcut.keys, action: toggle),
    ]
    static let wheelStep: Int? = columns
    static let command = Command(
        toggle, "Open files; all photos", Shortcut("Ctrl O", Key(SDLK_o, control: true)), .files,
        caption: "Open",
        hint: "All photos; open pictures, folders and networks (Ctrl O, or drop them anywhere)")
    static let place = PanelPlace.view
    static let hangsFromButton = false
    static let texts: [Words] = [
        heading, parentHint, pathHint, foot, cameraHeading, cameraHint, wholeFolder, wholeFolderHint,
        nothingToOpen, Strings.openPhotos,
        Strings.loading,
        Strings.nothingFound,
    ]

    private static let heading: Words = "Open"
    private static let parentHint: Words = "The folder around this one"
    private static let wholeFolder: Words = "Open this folder"
    private static let wholeFolderHint: Words =
        "All its pictures; with one folder for each class it is a set, and the network's mistakes are shown."
    private static let cameraHeading: Words = "Cameras"
    private static let cameraHint: Words = "Shows what it sees; Space makes a photo of it."
    private static let pathHint: Words = "Type a path or a part of a name"
    private static let nothingToOpen: Words = "There is no picture, network, session or folder here."
    private static let foot: Words = """
        ↑ ↓ ← → and Enter choose. Pictures, folders of pictures, ONNX, Keras, PyTorch and safetensors networks, and \
        sessions.
        """

    init?(in state: ViewerState) {
        self.init(
            photos: state.photos, at: state.photoIndex, places: state.inventory.places,
            cameras: state.inventory.cameras)
    }

    static func isInUse(in state: ViewerState) -> Bool { false }

    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        if row == nil, let typedPath { return .look(.open([typedPath], .typed)) }
        let row = row ?? highlighted
        guard matches.indices.contains(row) else { return .redraw }
        let entry = matches[row]
        if entry.kind == .folder { return state.perform(.browse(entry.path)) }
        if folder == nil, let position = state.photos.firstIndex(of: entry.path) {
            state.card = nil
            return state.perform(.showPhoto(position))
        }
        return state.perform(.open([entry.path], .chosen))
    }

    private static var card: Rect { Layout.middle(width: 1400, height: 900) }
    private static let cell = (width: 162.0, height: 168.0)
    private static let gap = 4.0

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("browser.veil", action: .closeCard)
        scene.popover("browser", Self.card)
        canvas.text(
            Self.heading, in: Rect(x: Self.card.x + 24, y: Self.card.y + 14, width: 180, height: 40),
            size: Theme.Size.title, weight: .bold)
        drawPlaces(in: scene)
        drawCameras(in: scene)
        let left = Self.card.x + 218
        if let parent {
            scene.button(
                "browser.up", "↑", in: Rect(x: left, y: Self.card.y + 16, width: 38, height: 36),
                action: .browse(parent), hint: Self.parentHint)
        }
        var field = Rect(x: left + 46, y: Self.card.y + 16, width: Self.card.maxX - left - 70, height: 36)
        if let folder {
            let width = canvas.width(of: Self.wholeFolder, size: Theme.Size.body, weight: .bold) + 32
            field.width -= width + 8
            scene.button(
                "browser.folder", Self.wholeFolder,
                in: Rect(x: field.maxX + 8, y: field.y, width: width, height: 36),
                action: .open([folder], .chosen), hint: Self.wholeFolderHint)
        }
        scene.textField(
            "browser.path", text,
            placeholder: folder.map(Words.init(verbatim:)) ?? Self.pathHint, in: field)
        drawEntries(x: left, y: field.maxY + 12, in: scene)
        canvas.text(
            Self.foot,
            in: Rect(x: left, y: Self.card.maxY - 38, width: Self.card.maxX - left - 24, height: 28),
            size: Theme.Size.small,
            Theme.secondaryText)
    }

    private func drawPlaces(in scene: Scene) {
        for (index, place) in places.enumerated() {
            let frame = Rect(
                x: Self.card.x + 14, y: Self.card.y + 66 + Double(index) * 40, width: 190, height: 36)
            let isHere = place.folder == folder
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

    private func drawCameras(in scene: Scene) {
        guard !cameras.isEmpty else { return }
        let top = Self.card.y + 66 + Double(places.count) * 40 + 14
        scene.canvas.text(
            Self.cameraHeading, in: Rect(x: Self.card.x + 28, y: top, width: 176, height: 32),
            size: Theme.Size.small, weight: .bold, Theme.secondaryText)
        // As many as there is room for.
        let rowCount = max(0, Int((Self.card.maxY - 10 - top - 34) / 40))
        for (index, camera) in cameras.prefix(rowCount).enumerated() {
            let frame = Rect(x: Self.card.x + 14, y: top + 34 + Double(index) * 40, width: 190, height: 36)
            scene.row(frame, isChosen: false)
            scene.canvas.text(Words(verbatim: camera.name), in: frame.insetBy(14, 0))
            scene.add(
                Control(
                    "browser.camera.\(index)", frame, action: .open([camera.path], .chosen),
                    hint: .text(Self.cameraHint), label: Words(verbatim: camera.name)))
        }
    }

    private func drawEntries(x: Double, y: Double, in scene: Scene) {
        let (matches, visible) = (matches, visible)
        guard !matches.isEmpty else {
            let words =
                isListing
                ? Strings.loading : text.isEmpty ? Self.nothingToOpen : Strings.nothingFound
            scene.canvas.text(
                words, in: Rect(x: x, y: y, width: 700, height: 60), size: Theme.Size.heading,
                Theme.secondaryText)
            return
        }
        for (position, index) in visible.enumerated() {
            let frame = Rect(
                x: x + Double(position % Browser.columns) * (Self.cell.width + Self.gap),
                y: y + Double(position / Browser.columns) * (Self.cell.height + Self.gap),
                width: Self.cell.width,
                height: Self.cell.height)
            draw(matches[index], index, isHighlighted: index == highlighted, in: frame, scene)
        }
        if visible.count < matches.count {
            let track = Rect(
                x: Self.card.maxX - 14, y: y, width: 5,
                height: Double(Browser.rows) * (Self.cell.height + Self.gap))
            scene.canvas.fill(track, Theme.track, radius: 2)
            let share = track.height / Double(matches.count)
            scene.canvas.fill(
                Rect(
                    x: track.x, y: track.y + Double(visible.lowerBound) * share, width: track.width,
                    height: max(12, Double(visible.count) * share)), Theme.secondaryText, radius: 2)
        }
    }

    private func draw(
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
                "browser.\(index)", frame, action: .take(index), hint: .text(Words(verbatim: entry.name))
            ))
    }

    private func drawFolder(in box: Rect, _ canvas: Canvas) {
        let body = Rect(x: box.midX - 46, y: box.midY - 30, width: 92, height: 66)
        canvas.fill(Rect(x: body.x, y: body.y - 10, width: 40, height: 24), Theme.bar, radius: 5)
        canvas.fill(body, Theme.bar.faded(0.25), radius: 6)
    }

    private func drawFile(_ kind: FileListing.Kind, in box: Rect, _ canvas: Canvas) {
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
