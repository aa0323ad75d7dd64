import CSDL2
import ModelFormats
import Words

/// The list of networks over the window, and the running download beside the network's name.
extension ModelMenu: Panel, ListCard {
    static let name = "network"
    static let question: FileQuestion? = .inventory
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "Networks: open or download one", Shortcut("M", Key(SDLK_m)), .network, caption: "Networks",
        hint: "Other networks (M)")
    static let place = PanelPlace.view
    static let hangsFromButton = true
    static let texts: [Words] = Kind.allCases.map(heading) + [foot, openFile, cancel, Strings.connecting]

    private static let openFile: Words = "Open a file"
    private static let cancel: Words = "Cancel"
    private static let foot: Words = """
        ↑ ↓ and Enter choose. Drop a model file on the window to open it: ONNX, Keras, PyTorch or safetensors.
        """

    /// What the networks of a kind have in common.
    private static func heading(of kind: Kind) -> Words {
        switch kind {
        case .file: "Your files"
        case .film: "In training"
        case .embedded: "Ship with the program"
        case .downloaded: "Downloaded"
        case .available: "To download"
        }
    }

    init?(in state: ViewerState) {
        self.init(
            files: state.ownModels, current: state.modelChoice, inventory: state.inventory, film: state.film)
    }

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence {
        state.chooseModel(row: row ?? highlighted)
    }

    private static let tallestRow = 34.0
    /// Logical pixels for which there is room below the network's name.
    private static let room = 900.0
    private static let headingHeight = 30.0
    private static let width = 760.0

    func draw(in scene: Scene) {
        let canvas = scene.canvas
        scene.veil("models.veil", action: .closeCard)
        let kinds = Kind.allCases.filter { kind in rows.contains { $0.kind == kind } }
        let fixed = Double(kinds.count) * Self.headingHeight + 52
        let rowHeight = min(Self.tallestRow, ((Self.room - fixed) / Double(rows.count)).rounded(.down))
        let height = Double(rows.count) * rowHeight + fixed
        let title = Layout.networkTitle
        let card = Rect(x: title.x, y: title.maxY + 4, width: Self.width, height: height)
        canvas.fill(card.insetBy(-2, -2), Theme.groupBorder, radius: 12)
        scene.card(card)
        scene.add(Control("models", card))
        var y = card.y + 6
        var previous: Kind?
        for (index, row) in rows.enumerated() {
            if row.kind != previous {
                canvas.text(
                    Self.heading(of: row.kind),
                    in: Rect(x: card.x + 20, y: y, width: Self.width - 40, height: Self.headingHeight),
                    size: Theme.Size.small, weight: .bold, Theme.secondaryText)
                y += Self.headingHeight
                previous = row.kind
            }
            let frame = Rect(x: card.x + 8, y: y, width: Self.width - 16, height: rowHeight)
            draw(row, at: index, isHighlighted: index == highlighted, in: frame, scene)
            y += rowHeight
        }
        canvas.text(
            Self.foot, in: Rect(x: card.x + 20, y: y + 4, width: Self.width - 160, height: 36),
            size: Theme.Size.small, Theme.secondaryText)
        scene.button(
            "models.open", Self.openFile, in: Rect(x: card.maxX - 132, y: y + 5, width: 118, height: 34),
            action: Browser.toggle, hint: Browser.command.hint)
    }

    private func draw(
        _ row: Row, at index: Int, isHighlighted: Bool, in frame: Rect, _ scene: Scene
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
                "model.\(row.choice.name)", frame, action: .take(index), hint: .text(row.description)))
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

    private func drawProgress(of download: RunningDownload, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        DownloadView.drawBar(download, in: Rect(x: frame.x, y: frame.midY - 4, width: 90, height: 8), canvas)
        canvas.text(
            download.progress.map(\.text) ?? Strings.connecting,
            in: Rect(x: frame.x + 102, y: frame.y, width: frame.width - 186, height: frame.height),
            size: Theme.Size.small, Theme.text)
        scene.button(
            "download.cancel", Self.cancel,
            in: Rect(x: frame.maxX - 76, y: frame.y + 4, width: 72, height: frame.height - 8),
            action: .cancelDownload, size: Theme.Size.small)
    }
}
