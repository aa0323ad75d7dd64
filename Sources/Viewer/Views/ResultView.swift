import Explanations
import Imaging
import Words

/// The answer: a page of feature maps, one of them enlarged, or the pictures of a heat map.
enum ResultView {
    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        scene.card(Layout.resultCard)
        scene.add(Control("result", Layout.resultCard))
        let body = Layout.grid
        if let obstacle = state.obstacle ?? (state.answer == nil ? state.obstacle() : nil) {
            drawSentence(obstacle, in: body, scene)
            drawWayOut(in: body, scene)
            return
        }
        guard let answer = state.answer else {
            canvas.text(Strings.loading, in: body, size: Theme.Size.title, Theme.secondaryText, .centre)
            return
        }
        switch answer.content {
        case .grid(let grid, let page, let picture, let enlarged):
            if let enlarged, state.enlargedChannel != nil {
                EnlargementView.draw(enlarged, of: answer, in: scene)
            } else {
                draw(picture, grid, page, answer, in: scene)
            }
        case .sheet(let sheet):
            SheetView.draw(sheet, of: answer, in: scene)
            drawNotices(answer, in: scene)
        case .heatMap(let panels, let legend):
            if let inspection = state.inspection, state.inspectableMap != nil {
                ArithmeticView.draw(panels, inspection, of: answer, in: scene)
            } else {
                draw(panels, legend, answer, in: scene)
            }
        }
        ChartView.draw(in: scene)
        if !Layout.isPresenting { drawPager(in: scene) }
        drawCaption(of: answer, in: scene)
        drawArithmeticButton(in: scene)
        if state.isOutdated {
            canvas.fill(Layout.resultCard.insetBy(2, 2), Theme.veil)
        }
    }

    /// Where the map is a sum that can be written down, the way to its numbers.
    private static func drawArithmeticButton(in scene: Scene) {
        guard scene.state.inspectableMap != nil, scene.state.inspection == nil, !Layout.isPresenting,
            case .heatMap = scene.state.answer?.content
        else { return }
        let width = scene.canvas.width(of: Strings.arithmetic, size: Theme.Size.body, weight: .bold) + 32
        scene.button(
            "enlarged.arithmetic", Strings.arithmetic,
            in: Rect(x: Layout.grid.maxX - width, y: Layout.caption.y - 4, width: width, height: 32),
            action: .toggleArithmetic, hint: Strings.arithmeticHint)
    }

    /// What the colours say, in one line.
    private static func drawCaption(of answer: Answer, in scene: Scene) {
        let state = scene.state
        guard state.comparison == nil, state.inspection == nil || state.inspectableMap == nil else { return }
        var room = Layout.caption
        (room.x, room.width) = (state.resultArea.x, state.resultArea.width)
        scene.canvas.text(
            answer.caption, in: room, size: Layout.isPresenting ? Theme.Size.body : Theme.Size.heading,
            weight: .bold, Theme.text, .centre)
        scene.add(Control("caption", room))
    }

    /// Where the mode has no answer, the way to the nearest layer where it has one, or to networks that have classes.
    private static func drawWayOut(in body: Rect, _ scene: Scene) {
        let way: (caption: Words, action: Action)
        if let layer = scene.state.nearestAnsweredLayer {
            way = (Strings.goTo(layer.name), .chooseLayer(layer.id))
        } else if let whole = scene.state.wayToWholeNetwork {
            way = whole
        } else if let model = scene.state.model, model.isWhole, model.graph.logits == nil {
            way = (Strings.otherNetworks, ModelMenu.toggle)
        } else {
            return
        }
        let width = scene.canvas.width(of: way.caption, size: Theme.Size.heading, weight: .bold) + 48
        scene.button(
            "wayout", way.caption,
            in: Rect(x: body.midX - width / 2, y: body.midY + 74, width: width, height: 42),
            action: way.action, size: Theme.Size.heading)
    }

    private static func drawSentence(_ sentence: Words, in body: Rect, _ scene: Scene) {
        let width = 760.0
        let lines = scene.canvas.lines(of: sentence, width: width, size: Theme.Size.title)
        let height = Double(lines.count) * Theme.Size.title * 1.4
        scene.canvas.paragraph(
            sentence,
            in: Rect(x: body.midX - width / 2, y: body.midY - height / 2, width: width, height: height),
            size: Theme.Size.title, Theme.secondaryText, .centre)
    }

    private static func draw(
        _ picture: Picture, _ grid: ActivationGrid, _ page: Int, _ answer: Answer, in scene: Scene
    ) {
        let (canvas, state) = (scene.canvas, scene.state)
        let notice = Words(state.notices(of: answer))
        let frame = Self.frame(of: picture, canvas)
        canvas.picture(picture, named: "result", version: state.answerVersion, in: frame)
        markSilent(grid, page, in: frame, canvas)
        scene.add(
            Control(
                "result.0", frame, hint: .grid,
                keys: Control.Keys(
                    move: { move($0, from: state.highlighted, in: grid, page) },
                    press: state.highlighted.map { .enlarge($0) })
            ) { point in
                grid.channel(
                    atX: Int((point.x - frame.x) * canvas.scale), y: Int((point.y - frame.y) * canvas.scale),
                    page: page
                ).map { .enlarge($0) }
            })
        if let pointer = scene.pointer(in: frame),
            let channel = grid.channel(
                atX: Int((pointer.x - frame.x) * canvas.scale), y: Int((pointer.y - frame.y) * canvas.scale),
                page: page)
        {
            outline(channel, of: grid, in: frame, canvas)
        }
        if state.focus == "result.0", let channel = state.highlighted, channel < grid.channelCount,
            grid.page(ofChannel: channel) == page
        {
            outline(channel, of: grid, in: frame, canvas)
        }
        if !notice.isEmpty {
            canvas.text(
                notice,
                in: Rect(x: Layout.grid.x, y: Layout.grid.maxY - 22, width: Layout.grid.width, height: 24),
                size: Theme.Size.body, Theme.secondaryText, .centre)
        }
    }

    /// Channels that find nothing anywhere look like the least of the others, and say so.
    private static func markSilent(
        _ grid: ActivationGrid, _ page: Int, in frame: Rect, _ canvas: Canvas
    ) {
        let width = canvas.width(of: Strings.silent, size: Theme.Size.usualSmall)
        for channel in grid.positions(onPage: page).map(grid.channel(at:))
        where grid.silentChannels.contains(channel) {
            let place = place(of: channel, in: grid, frame, canvas)
            let words = width + 4 <= place.width ? Strings.silent : "–"
            canvas.text(words, in: place, size: Theme.Size.usualSmall, Theme.regionOutline, .centre)
        }
    }

    private static func place(
        of channel: Int, in grid: ActivationGrid, _ frame: Rect, _ canvas: Canvas
    ) -> Rect {
        let tile = grid.tileRectangle(ofChannel: channel)
        return Rect(
            x: frame.x + Double(tile.x) / canvas.scale, y: frame.y + Double(tile.y) / canvas.scale,
            width: Double(tile.width) / canvas.scale, height: Double(tile.height) / canvas.scale)
    }

    private static func outline(_ channel: Int, of grid: ActivationGrid, in frame: Rect, _ canvas: Canvas) {
        canvas.outline(
            place(of: channel, in: grid, frame, canvas).insetBy(-1, -1), Theme.selection, thickness: 2)
    }

    /// Where an arrow leads on a page of feature maps: the first tile if the keyboard was at none of them.
    private static func move(
        _ arrow: Arrow, from channel: Int?, in grid: ActivationGrid, _ page: Int
    ) -> Action? {
        let positions = grid.positions(onPage: page)
        guard let present = channel.map(grid.position(ofChannel:)), positions.contains(present) else {
            return .highlight(grid.channel(at: positions.lowerBound))
        }
        let distance =
            switch arrow {
            case .left: -1
            case .right: 1
            case .up: -grid.layout.columns
            case .down: grid.layout.columns
            }
        guard positions.contains(present + distance) else { return nil }
        return .highlight(grid.channel(at: present + distance))
    }

    /// A page in the middle of its room, at its own size.
    static func frame(of picture: Picture, _ canvas: Canvas) -> Rect {
        let (width, height) = (Double(picture.width) / canvas.scale, Double(picture.height) / canvas.scale)
        return Rect(
            x: Layout.grid.midX - width / 2, y: Layout.grid.midY - height / 2, width: width, height: height)
    }

    /// Which channels of how many are shown, and the way to the next.
    private static func drawPager(in scene: Scene) {
        guard scene.state.brush == nil else { return }
        guard let (page, count) = scene.state.pages, scene.state.comparison == nil else { return }
        let frame = ModeRow.pager(scene.canvas)
        let isEnlarged = scene.state.enlargedChannel != nil
        let hasButtons = count > 1 || isEnlarged
        let text = Rect(
            x: frame.x, y: frame.y, width: frame.width - (hasButtons ? 84 : 0), height: frame.height)
        if !isEnlarged {
            let words =
                scene.state.grid.map { grid, page in
                    grid.order == nil
                        ? Strings.channels(grid.positions(onPage: page), of: grid.channelCount)
                        : Strings.tiles(grid.positions(onPage: page), of: grid.channelCount)
                } ?? Strings.page(page, of: count)
            scene.canvas.text(words, in: text, size: Theme.Size.body, Theme.secondaryText, .right)
        }
        guard hasButtons else { return }
        scene.button(
            "page.previous", for: Commands.previousPage,
            in: Rect(x: frame.maxX - 74, y: frame.y + 1, width: 34, height: 32),
            isDimmed: page == 0 && !isEnlarged)
        scene.button(
            "page.next", for: Commands.nextPage,
            in: Rect(x: frame.maxX - 34, y: frame.y + 1, width: 34, height: 32),
            isDimmed: page == count - 1 && !isEnlarged)
    }

    private static func draw(_ panels: [Answer.Panel], _ legend: Legend, _ answer: Answer, in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let (isMeasured, gap, bar) = (state.isMeasured, Layout.pictureGap, Layout.barWidth)
        let height = Layout.pictureSide(isMeasured: isMeasured)
        let side = Layout.pictureWidth(isMeasured: isMeasured)
        // Where the width limits the pictures they stand in the middle of the height.
        let top = Layout.grid.y + 34 + max(0, (Layout.grid.height - 72 - height) / 2).rounded(.down)
        let shown = panels.enumerated().filter {
            Layout.isPresenting ? $0.element.role == .overlay : !isMeasured || $0.element.role != .photo
        }
        let count = Double(shown.count)
        // The pictures lie in the middle, as far as there is room for the colours behind them.
        let left = min(
            state.resultArea.midX - (count * side + (count - 1) * gap + bar) / 2,
            state.resultArea.maxX - count * (side + gap) - bar)
        for (position, (index, panel)) in shown.enumerated() {
            let box = Rect(
                x: left + Double(position) * (side + gap), y: top, width: side, height: height)
            let frame = drawPanel(
                panel.picture,
                // By itself under the question it needs no name, and there is no room for one.
                caption: Layout.isPresenting && shown.count == 1 ? "" : Strings.caption(of: panel.role),
                named: "panel.\(index)", in: box,
                version: state.answerVersion, scene)
            if panel.role == .photo { outline(panel, in: frame, canvas) }
            var control = Control("result.\(index)", frame, hint: .heat(index))
            if panel.role != .heat, let photo = state.analysis, let found = photo.found {
                FoundThingsView.drawBoxes(
                    found, extent: photo.extent, in: frame, isQuiet: panel.role == .overlay, scene)
                FoundThingsView.explain(
                    found, extent: photo.extent, by: &control, elsewhere: nil, scene)
            }
            if panel.role != .heat, state.takesRegions {
                SelectionView.addDrag(to: &control, over: frame)
                SelectionView.draw(in: frame, scene)
            }
            scene.add(control)
            if panel.role != .heat { BrushView.addTarget("result.\(index)", frame, in: scene) }
        }
        ColourBarView.draw(
            legend,
            in: Rect(x: left + count * (side + gap) - 12, y: top, width: 18, height: height),
            canvas)
        drawNotices(answer, in: scene)
    }

    /// What one has to know of the answer, in one line where it fits, else in two smaller ones.
    private static func drawNotices(_ answer: Answer, in scene: Scene) {
        let notices = scene.state.notices(of: answer)
        let notice = Words(notices)
        guard !notice.isEmpty, scene.state.comparison == nil else { return }
        let canvas = scene.canvas
        let area = scene.state.resultArea
        let isShort = canvas.width(of: notice, size: Theme.Size.heading, weight: .bold) <= area.width
        let size = isShort ? Theme.Size.heading : Theme.Size.small
        let height = max(isShort ? 34 : 40, (size * 1.4).rounded() * (isShort ? 1 : 2))
        canvas.paragraph(
            notice, in: Rect(x: area.x, y: area.maxY - height, width: area.width, height: height), size: size,
            weight: isShort ? .bold : .regular,
            notices.allSatisfy(answer.explanation.figures.contains) ? Theme.secondaryText : Theme.warning,
            .centre)
    }

    /// Shows which part of a photo the heat map is about.
    private static func outline(_ panel: Answer.Panel, in frame: Rect, _ canvas: Canvas) {
        guard panel.region.intersection(panel.picture.bounds) != panel.picture.bounds else { return }
        canvas.outline(
            Rect(
                x: frame.x + Double(panel.region.x) / canvas.scale,
                y: frame.y + Double(panel.region.y) / canvas.scale,
                width: Double(panel.region.width) / canvas.scale,
                height: Double(panel.region.height) / canvas.scale), Theme.regionOutline)
    }

    static func drawPanel(
        _ picture: Picture, caption: Words, named name: String, in box: Rect, version: Int, _ scene: Scene
    ) -> Rect {
        let canvas = scene.canvas
        let (width, height) = (Double(picture.width) / canvas.scale, Double(picture.height) / canvas.scale)
        let frame = Rect(x: box.midX - width / 2, y: box.midY - height / 2, width: width, height: height)
        canvas.picture(picture, named: name, version: version, in: frame)
        canvas.text(
            caption, in: Rect(x: box.x, y: box.y - 32, width: box.width, height: 28), size: Theme.Size.body,
            Theme.secondaryText, .centre)
        return frame
    }
}
