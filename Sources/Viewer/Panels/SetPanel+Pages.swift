import Studies
import Words

/// The pages of the card: the pictures, what can be asked besides, and what came of each.
extension SetCard {
    private static let mistakesTitle: Words = "Mistakes"
    private static let mistakesHint: Words = "The confusion matrix and the pictures"
    private static let furtherTitle: Words = "Analyses"
    private static let analysesHint: Words = "What else can be found in the set, and why the network errs"
    private static let askAll: Words = "Ask for all"
    private static let askAllHint: Words = "The pictures go through the network once for all of them."
    private static let found: Words = "found"
    private static let notAsked: Words = "not asked yet"
    private static let waits: Words = "waits"
    private static let held: Words = "stopped"
    private static let askHint: Words = "Asks the network about all pictures."

    private static func ask(layer: String) -> Words { "Ask about the layer \(layer)" }

    static var pageTexts: [Words] {
        [
            mistakesTitle, mistakesHint, furtherTitle, analysesHint, askAll, askAllHint, found, notAsked,
            waits, held,
            askHint, ask(layer: "conv1"),
        ] + shortcutTexts + healthTexts + filterTexts + preprocessingTexts + twinTexts
    }

    /// Which page is shown.
    ///
    /// - Returns: where it ends.
    func drawTabs(_ set: PictureSet, in frame: Rect, _ scene: Scene) -> Double {
        let height = Theme.Size.body * 1.9
        let half = (frame.width - 8) / 2
        let isPictures = set.findings.page == .pictures
        scene.button(
            "set.page.pictures", Self.mistakesTitle,
            in: Rect(x: frame.x, y: frame.y, width: half, height: height),
            action: .set(.turn(.pictures)), isChosen: isPictures, size: Theme.Size.small,
            hint: Self.mistakesHint)
        scene.button(
            "set.page.list", Self.furtherTitle,
            in: Rect(x: frame.x + half + 8, y: frame.y, width: half, height: height),
            action: .set(.turn(.list)), isChosen: !isPictures, size: Theme.Size.small,
            hint: Self.analysesHint)
        return frame.y + height
    }

    /// What is shown in place of the matrix and the filmstrip.
    func drawPage(_ set: PictureSet, in frame: Rect, _ scene: Scene) {
        switch set.findings.page {
        case .pictures: break
        case .list: drawList(set, in: frame, scene)
        case .analysis(let kind): draw(kind, set, in: frame, scene)
        }
    }

    // MARK: What can be asked

    private func drawList(_ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let height = Theme.Size.body * 1.9
        let isWhole = FindingKind.allCases.allSatisfy { scene.state.finding($0) != nil }
        var list = frame
        if !isWhole {
            scene.button(
                "set.askAll", Self.askAll,
                in: Rect(x: frame.x, y: frame.y, width: frame.width, height: height),
                action: .set(.askAll), size: Theme.Size.small, hint: Self.askAllHint)
            list.y += height + 8
            list.height -= height + 8
        }
        let line = (Theme.Size.small * 1.4).rounded()
        let rowHeight = Theme.Size.body * 1.5 + 4 * line + 16
        drawRows(count: FindingKind.allCases.count, height: rowHeight, in: list, set, scene) { place, box in
            let kind = FindingKind.allCases[place]
            let row = Rect(x: box.x, y: box.y, width: box.width, height: box.height - 6)
            scene.canvas.fill(
                row, scene.isHovered(row) ? Theme.accentSurface : Theme.sunken, radius: 7,
                border: scene.isHovered(row) ? Theme.accent : Theme.surfaceBorder)
            let inside = row.insetBy(10, 6)
            let entry = scene.state.finding(kind)?.entry
            let status = self.status(entry, set)
            let width = scene.canvas.width(of: status, size: Theme.Size.small) + 6
            let title = Rect(
                x: inside.x, y: inside.y, width: inside.width - width, height: Theme.Size.body * 1.5)
            scene.canvas.text(kind.analysis.title, in: title, size: Theme.Size.body, weight: .bold)
            scene.canvas.text(
                status, in: Rect(x: title.maxX, y: title.y, width: width, height: title.height),
                size: Theme.Size.small, Theme.secondaryText, .right)
            let sentence = entry?.sentences.first
            scene.canvas.clipped(to: inside) {
                scene.canvas.paragraph(
                    sentence ?? kind.analysis.summary,
                    in: Rect(x: inside.x, y: title.maxY, width: inside.width, height: 4 * line),
                    size: Theme.Size.small, sentence == nil ? Theme.secondaryText : Theme.text)
            }
            scene.add(
                Control(
                    "set.analysis.\(kind)", row, action: .set(.turn(.analysis(kind))),
                    hint: .text(kind.analysis.summary), label: kind.analysis.title))
        }
    }

    private func status(_ entry: SetFindings.Entry?, _ set: PictureSet) -> Words {
        switch entry?.phase {
        case nil: Self.notAsked
        case .waiting: set.isHeld ? Self.held : Self.waits
        case .running: set.isHeld ? Self.held : Self.progress(entry?.done ?? 0, of: entry?.count ?? 0)
        case .done: Self.found
        case .failed: "–"
        }
    }

    // MARK: What came of it

    private func draw(_ kind: FindingKind, _ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let title = Rect(x: frame.x, y: frame.y, width: frame.width, height: Theme.Size.heading * 1.6)
        canvas.text(kind.analysis.title, in: title, size: Theme.Size.heading, weight: .bold)
        var y = title.maxY + 2
        func say(_ words: Words, _ colour: Colour = Theme.text) {
            y += canvas.paragraph(
                words, in: Rect(x: frame.x, y: y, width: frame.width, height: 200), size: Theme.Size.small,
                colour)
        }
        let height = Theme.Size.body * 1.9
        guard let (_, entry, isOfOther) = scene.state.finding(kind) else {
            say(kind.analysis.summary, Theme.secondaryText)
            scene.button(
                "set.ask", Self.again, in: Rect(x: frame.x, y: y + 6, width: frame.width, height: height),
                action: .set(.ask(kind)), hint: Self.askHint)
            return
        }
        if case .failed(let reason) = entry.phase {
            say(reason, Theme.warning)
        } else if entry.phase != .done {
            y = drawPace(
                done: entry.done, of: entry.count, isWaiting: entry.phase == .waiting, set.isHeld,
                in: Rect(x: frame.x, y: y + 2, width: frame.width, height: Theme.Size.body * 1.5 + 6), scene)
            y += 6
        }
        if isOfOther, let layer = scene.state.analysedLayer {
            scene.button(
                "set.ask", Self.ask(layer: layer),
                in: Rect(x: frame.x, y: y + 2, width: frame.width, height: height), action: .set(.ask(kind)),
                size: Theme.Size.small, hint: Self.askHint)
            y += height + 8
        }
        guard let discovery = entry.discovery else {
            if entry.phase == .waiting || entry.phase == .running {
                say(kind.analysis.summary, Theme.secondaryText)
            }
            return
        }
        // What is odd about groups stands at each of them.
        var isSaidBelow = false
        if case .shortcuts(let groups) = discovery {
            isSaidBelow = groups.contains(where: \.cluster.isDoubtful)
        }
        if !isSaidBelow, let sentence = entry.sentences.first { say(sentence) }
        let rest = Rect(x: frame.x, y: y + 8, width: frame.width, height: frame.maxY - y - 8)
        switch discovery {
        case .shortcuts(let groups): draw(groups, entry.version, set, in: rest, scene)
        case .health(let layers): draw(layers, set, in: rest, scene)
        case .filters(let channels, let layer, _): draw(channels, of: layer, set, in: rest, scene)
        case .preprocessing(let ranking): if let ranking { draw(ranking, set, in: rest, scene) }
        case .twins(let pairs, _): draw(pairs, set, in: rest, scene)
        }
    }

    /// How far the work is, and what holds it or goes on with it.
    ///
    /// - Returns: where it ends.
    func drawPace(
        done: Int, of count: Int, isWaiting: Bool, _ isHeld: Bool, in row: Rect, _ scene: Scene
    ) -> Double {
        let canvas = scene.canvas
        let caption = isHeld ? Self.goOn : Self.stop
        let width = canvas.width(of: caption, size: Theme.Size.body, weight: .bold) + 32
        scene.button(
            "set.pace", caption,
            in: Rect(x: row.maxX - width, y: row.y, width: width, height: row.height),
            action: .set(isHeld ? .goOn : .pause), hint: isHeld ? Self.goOnHint : Self.stopHint)
        let room = Rect(x: row.x, y: row.y, width: row.width - width - 14, height: row.height)
        canvas.text(
            isWaiting ? Self.waits : Self.progress(done, of: count),
            in: Rect(x: room.x, y: room.y, width: room.width, height: room.height - 8),
            size: Theme.Size.small, Theme.secondaryText)
        var track = Rect(x: room.x, y: room.maxY - 6, width: room.width, height: 5)
        canvas.fill(track, Theme.track, radius: 2)
        track.width *= Double(done) / Double(max(count, 1))
        canvas.fill(track, Theme.accent, radius: 2)
        return row.maxY
    }

    /// Rows of a list, as many as there is room for, from the one that a person went to.
    func drawRows(
        count: Int, height: Double, in frame: Rect, _ set: PictureSet, _ scene: Scene,
        draw: (Int, Rect) -> Void
    ) {
        guard count > 0, frame.height > height / 2 else { return }
        let visible = max(1, Int(frame.height / height))
        let last = max(count - visible, 0)
        let start = min(set.findings.start, last)
        var control = Control(
            "set.list", frame,
            keys: Control.Keys(move: { arrow in
                switch arrow {
                case .up, .left: .set(.list(max(start - 1, 0)))
                case .down, .right: .set(.list(min(start + 1, last)))
                }
            }))
        control.wheel = { .set(.list(min(max(start + $0, 0), last))) }
        scene.add(control)
        let isLong = count > visible
        for place in start..<min(start + visible, count) {
            draw(
                place,
                Rect(
                    x: frame.x, y: frame.y + Double(place - start) * height,
                    width: frame.width - (isLong ? 12 : 0), height: height))
        }
        guard isLong else { return }
        let track = Rect(x: frame.maxX - 5, y: frame.y, width: 5, height: frame.height)
        scene.canvas.fill(track, Theme.track, radius: 2)
        let share = track.height / Double(count)
        scene.canvas.fill(
            Rect(
                x: track.x, y: track.y + Double(start) * share, width: track.width,
                height: max(12, Double(visible) * share)), Theme.secondaryText, radius: 2)
    }
}
