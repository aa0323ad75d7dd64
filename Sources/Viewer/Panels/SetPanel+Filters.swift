import Explanations
import Imaging
import Studies
import Words

/// What the channels of a layer look for: one of them in full, and all of them in a list.
extension SetCard {
    private static let featureMap: Words = "Feature map"
    private static let featureMapHint: Words = "What the channel puts out for the photo on the screen"
    private static let pattern: Words = "Pattern"
    private static let patternHint: Words = "A picture that excites the channel most, made by gradient ascent"
    private static let cropHint: Words = "What the channel sees of the picture; a click shows it whole."
    private static let rowHint: Words =
        "The nine pictures that excite the channel most, and the classes that do"
    private static let barsTitle: Words = "Mean of its maxima by class"

    private static func excited(by name: String, _ selectivity: Double) -> Words {
        "\(className: name), selectivity \(selectivity.asValue)"
    }

    static var filterTexts: [Words] {
        [
            featureMap, featureMapHint, pattern, patternHint, cropHint, rowHint, barsTitle,
            excited(by: "cat", 0.5),
        ]
    }

    func draw(
        _ channels: [FilterPictures.Channel], of layer: Int, _ set: PictureSet, in frame: Rect, _ scene: Scene
    ) {
        guard let shown = channels.first(where: { $0.channel == set.findings.channel }) ?? channels.first
        else { return }
        let isWide = frame.width > frame.height * 1.2
        let detail =
            isWide
            ? Rect(x: frame.x, y: frame.y, width: frame.width * 0.55, height: frame.height)
            : Rect(x: frame.x, y: frame.y, width: frame.width, height: min(frame.height * 0.6, 340))
        let end = draw(shown, of: layer, set, in: detail, scene)
        let list =
            isWide
            ? Rect(
                x: detail.maxX + 20, y: frame.y, width: frame.maxX - detail.maxX - 20, height: frame.height)
            : Rect(x: frame.x, y: end + 10, width: frame.width, height: frame.maxY - end - 10)
        let height = max(Theme.Size.small * 2.4, 40)
        drawRows(count: channels.count, height: height, in: list, set, scene) { place, box in
            let row = Rect(x: box.x, y: box.y + 1, width: box.width, height: box.height - 2)
            draw(
                channels[place], layer, isShown: channels[place].channel == shown.channel, set, in: row, scene
            )
        }
    }

    /// - Returns: where it ends.
    private func draw(
        _ channel: FilterPictures.Channel, of layer: Int, _ set: PictureSet, in frame: Rect, _ scene: Scene
    ) -> Double {
        let canvas = scene.canvas
        let head = Rect(x: frame.x, y: frame.y, width: frame.width, height: Theme.Size.body * 1.5)
        let width = canvas.text(Self.channel(channel.channel), in: head, size: Theme.Size.body, weight: .bold)
        canvas.text(
            label(channel, set),
            in: Rect(x: head.x + width + 10, y: head.y, width: head.width - width - 10, height: head.height),
            size: Theme.Size.small, Theme.secondaryText)
        let buttons = Theme.Size.body * 1.9
        let side = min(frame.width * 0.52, frame.maxY - head.maxY - buttons - 14)
        let tile = (side - 8) / 3
        for (number, top) in channel.tops.prefix(9).enumerated() {
            let box = Rect(
                x: frame.x + Double(number % 3) * (tile + 4),
                y: head.maxY + 4 + Double(number / 3) * (tile + 4),
                width: tile, height: tile)
            drawCrop(top, in: box, set, scene)
            scene.add(
                Control(
                    "set.crop.\(number)", box, action: .set(.picture(top.place)), hint: .text(Self.cropHint)))
        }
        drawBars(
            channel, set,
            in: Rect(x: frame.x + side + 14, y: head.maxY + 4, width: frame.width - side - 14, height: side),
            scene)
        let y = head.maxY + side + 12
        let half = (frame.width - 8) / 2
        let isHere = scene.state.enlargedChannel == channel.channel
        for (place, mode, caption, hint) in [
            (0.0, FeatureMaps().name, Self.featureMap, Self.featureMapHint),
            (1.0, FilterPatterns().name, Self.pattern, Self.patternHint),
        ] {
            scene.button(
                "set.channel.\(mode)", caption,
                in: Rect(x: frame.x + place * (half + 8), y: y, width: half, height: buttons),
                action: .set(.channel(layer: layer, channel.channel, mode: mode)),
                isChosen: isHere && scene.state.mode.name == mode, size: Theme.Size.small, hint: hint)
        }
        return y + buttons
    }

    private func label(_ channel: FilterPictures.Channel, _ set: PictureSet) -> Words {
        let names = set.dataset.classNames
        return names.indices.contains(channel.label)
            ? Self.excited(by: names[channel.label], channel.selectivity) : ""
    }

    private func drawCrop(_ top: FilterTotals.Top, in box: Rect, _ set: PictureSet, _ scene: Scene) {
        guard let path = set.path(ofPlace: top.place), let part = PixelRectangle(top.part) else {
            return scene.canvas.fill(box, Theme.sunken)
        }
        scene.thumbnail(of: CroppedPhoto(path, part).name, in: box)
    }

    /// The classes that excite the channel most.
    private func drawBars(
        _ channel: FilterPictures.Channel, _ set: PictureSet, in frame: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let names = set.dataset.classNames
        let means = channel.means.enumerated().compactMap { label, mean in
            mean.flatMap { names.indices.contains(label) ? (name: names[label], mean: $0) : nil }
        }.sorted { $0.mean > $1.mean }
        guard let greatest = means.first?.mean, greatest > 0, means.count > 1 else { return }
        let line = Theme.Size.small * 1.4
        canvas.text(
            Self.barsTitle, in: Rect(x: frame.x, y: frame.y, width: frame.width, height: line),
            size: Theme.Size.small, Theme.secondaryText)
        let height = line + 10
        let room = max(0, Int((frame.height - line) / height))
        for (place, entry) in means.prefix(room).enumerated() {
            let y = frame.y + line + 2 + Double(place) * height
            canvas.text(
                Words(className: entry.name),
                in: Rect(x: frame.x, y: y, width: frame.width - 48, height: line),
                size: Theme.Size.small)
            canvas.text(
                Words(verbatim: entry.mean.asValue),
                in: Rect(x: frame.maxX - 46, y: y, width: 46, height: line), size: Theme.Size.small,
                Theme.secondaryText, .right)
            let track = Rect(x: frame.x, y: y + line, width: frame.width, height: 5)
            canvas.fill(track, Theme.track, radius: 2)
            canvas.fill(
                Rect(x: track.x, y: track.y, width: track.width * max(0, entry.mean / greatest), height: 5),
                place == 0 ? Theme.accent : Theme.bar, radius: 2)
        }
    }

    private func draw(
        _ channel: FilterPictures.Channel, _ layer: Int, isShown: Bool, _ set: PictureSet, in row: Rect,
        _ scene: Scene
    ) {
        let canvas = scene.canvas
        scene.row(row, isChosen: isShown)
        let count = 4
        let tile = row.height - 4
        for (number, top) in channel.tops.prefix(count).enumerated() {
            drawCrop(
                top,
                in: Rect(
                    x: row.maxX - Double(count - number) * (tile + 3), y: row.y + 2, width: tile, height: tile
                ),
                set, scene)
        }
        let room = row.width - Double(count) * (tile + 3) - 16
        let numberWidth = canvas.width(of: "0000", size: Theme.Size.small, weight: .bold) + 6
        canvas.text(
            Words(verbatim: "\(channel.channel + 1)"),
            in: Rect(x: row.x + 8, y: row.y, width: numberWidth, height: row.height), size: Theme.Size.small,
            weight: .bold)
        canvas.text(
            label(channel, set),
            in: Rect(x: row.x + 8 + numberWidth, y: row.y, width: room - numberWidth, height: row.height),
            size: Theme.Size.small, Theme.secondaryText)
        scene.add(
            Control(
                "set.filter.\(channel.channel)", row,
                action: .set(.channel(layer: layer, channel.channel, mode: FeatureMaps().name)),
                hint: .text(Self.rowHint), label: Self.channel(channel.channel)))
    }
}
