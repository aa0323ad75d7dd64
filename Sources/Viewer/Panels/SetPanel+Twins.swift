import Foundation
import Studies
import Words

/// Pictures that are nearly the same to the network, and those most like the photo on the screen.
extension SetCard {
    private static let nearestTitle: Words = "Most like the photo on the screen"
    private static let notInSet: Words = "The photo on the screen is not in the set."
    private static let pictureHint: Words = "A click shows the picture."
    private static let across: Words = "across parts"
    private static let contrary: Words = "labels differ"

    private static func alike(_ file: String, _ cosine: Double) -> Words {
        "\(file): cosine \(cosine.asValue)"
    }

    static var twinTexts: [Words] {
        [nearestTitle, notInSet, pictureHint, across, contrary, alike("a.png", 0.5)]
    }

    func draw(_ pairs: [Twins.Pair], _ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let line = Theme.Size.small * 1.5
        let isWide = frame.width > frame.height * 1.2
        let tile = min((frame.width * (isWide ? 0.5 : 1) + 6) / Double(SetFindings.nearestCount) - 6, 96)
        let top = Rect(
            x: frame.x, y: frame.y, width: isWide ? frame.width * 0.5 : frame.width, height: 2 * line + tile)
        drawNearest(set, tile, in: top, scene)
        let list =
            isWide
            ? Rect(x: top.maxX + 20, y: frame.y, width: frame.maxX - top.maxX - 20, height: frame.height)
            : Rect(x: frame.x, y: top.maxY + 8, width: frame.width, height: frame.maxY - top.maxY - 8)
        let height = max(3 * line + 8, 76)
        drawRows(count: pairs.count, height: height, in: list, set, scene) { place, box in
            draw(
                pairs[place], place, set, in: Rect(x: box.x, y: box.y, width: box.width, height: height - 6),
                scene)
        }
    }

    private func drawNearest(_ set: PictureSet, _ tile: Double, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let line = Theme.Size.small * 1.5
        let neighbours =
            set.findings.nearest.flatMap { $0.path == scene.state.path ? $0.neighbours : nil } ?? []
        canvas.text(
            neighbours.isEmpty ? Self.notInSet : Self.nearestTitle,
            in: Rect(x: frame.x, y: frame.y, width: frame.width, height: line), size: Theme.Size.small,
            weight: .bold)
        for (number, neighbour) in neighbours.enumerated() {
            let box = Rect(
                x: frame.x + Double(number) * (tile + 6), y: frame.y + line, width: tile, height: tile)
            drawPicture(
                "set.neighbour.\(number)", neighbour.picture,
                Self.alike(neighbour.picture.file, neighbour.cosine), set, in: box, scene)
            canvas.text(
                Words(verbatim: neighbour.cosine.asValue),
                in: Rect(x: box.x, y: box.maxY, width: tile, height: line), size: Theme.Size.small,
                Theme.secondaryText, .centre)
        }
    }

    private func drawPicture(
        _ name: String, _ picture: StudiedPicture, _ hint: Words, _ set: PictureSet, in box: Rect,
        _ scene: Scene
    ) {
        let isHere = set.path(ofPlace: picture.place) == scene.state.path
        scene.canvas.fill(
            box, Theme.sunken, radius: 5,
            border: isHere || scene.isHovered(box) ? Theme.accent : Theme.surfaceBorder)
        if let path = set.path(ofPlace: picture.place) { scene.thumbnail(of: path, in: box.insetBy(3, 3)) }
        scene.add(
            Control(
                name, box, action: .set(.picture(picture.place)),
                hint: .text(Words([hint, Self.pictureHint]))))
    }

    private func draw(
        _ pair: Twins.Pair, _ number: Int, _ set: PictureSet, in row: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        let line = Theme.Size.small * 1.5
        let isOdd = pair.isAcross || pair.isContrary
        canvas.fill(
            row, Theme.sunken, radius: 7, border: isOdd ? Theme.warningBorder : Theme.surfaceBorder)
        let tile = row.height - 12
        for (place, picture) in [pair.one, pair.other].enumerated() {
            drawPicture(
                "set.twin.\(number).\(place)", picture, Words(verbatim: "\(picture.file)."), set,
                in: Rect(
                    x: row.x + 6 + Double(place) * (tile + 6), y: row.y + 6, width: tile, height: tile),
                scene)
        }
        let text = Rect(
            x: row.x + 2 * tile + 26, y: row.y + 6, width: row.width - 2 * tile - 34, height: line)
        for (place, file) in [pair.one.file, pair.other.file].enumerated() {
            canvas.text(
                Words(verbatim: file),
                in: Rect(x: text.x, y: text.y + Double(place) * line, width: text.width, height: line),
                size: Theme.Size.small, cut: .middle)
        }
        let remarks = [pair.isAcross ? Self.across : nil, pair.isContrary ? Self.contrary : nil].compactMap(
            \.self)
        guard !remarks.isEmpty else { return }
        canvas.text(
            remarks.count == 2 ? "\(remarks[0]), \(remarks[1])" : remarks[0],
            in: Rect(x: text.x, y: text.y + 2 * line, width: text.width, height: line),
            size: Theme.Size.small, weight: .bold, Theme.warning)
    }
}
