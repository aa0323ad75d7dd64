import Studies
import Words

/// Groups of pictures that have their evidence at the same place, each with some of its pictures.
extension SetCard {
    private static let groupHint: Words = "A click shows the pictures of the group."

    static var shortcutTexts: [Words] {
        [groupHint] + Shortcuts.Cluster.examples.map(\.words) + Shortcuts.sentences([])
    }

    func draw(_ groups: [FoundGroup], _ version: Int, _ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let line = (Theme.Size.small * 1.4).rounded()
        let side = max(24, min(frame.width / 4.4, frame.height - 3 * line - 24, 110))
        drawRows(count: groups.count, height: side + 3 * line + 20, in: frame, set, scene) { number, box in
            let row = Rect(x: box.x, y: box.y, width: box.width, height: box.height - 6)
            let group = groups[number]
            let isHovered = scene.isHovered(row)
            canvas.fill(
                row, isHovered ? Theme.accentSurface : Theme.sunken, radius: 7,
                border: isHovered
                    ? Theme.accent : group.cluster.isDoubtful ? Theme.warningBorder : Theme.surfaceBorder)
            let inside = row.insetBy(8, 6)
            for (place, picture) in group.examples.enumerated() {
                let tile = Rect(
                    x: inside.x + Double(place) * (side + 4), y: inside.y, width: side, height: side)
                guard tile.maxX <= inside.maxX + 1 else { break }
                canvas.picture(
                    picture, named: "\(Canvas.thumbnailPrefix)group.\(number).\(place)", version: version,
                    in: tile.fitting(width: Double(picture.width), height: Double(picture.height)))
            }
            canvas.clipped(to: inside) {
                canvas.paragraph(
                    group.cluster.words,
                    in: Rect(x: inside.x, y: inside.y + side + 3, width: inside.width, height: 3 * line),
                    size: Theme.Size.small, group.cluster.isDoubtful ? Theme.warning : Theme.text)
            }
            scene.add(
                Control(
                    "set.group.\(number)", row, action: .set(.group(number)), hint: .text(Self.groupHint)))
        }
    }
}
