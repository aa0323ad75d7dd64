import Studies
import Words

/// Ways to make inputs of photos, ranked by how well the network does with them.
extension SetCard {
    private static let asItIs: Words = "as it is"
    private static let use: Words = "Use"
    private static let useHint: Words =
        "Uses the network so from now on, and keeps that in a small file beside the network's."
    private static let useHintHere: Words = "Uses the network so until the program ends."
    private static let noSetting: Words = "tried only"
    private static let noSettingHint: Words = "No setting of the network says this way."

    private static func right(_ accuracy: Double, _ probability: Double) -> Words {
        "\(accuracy.asPercentage) right, label \(probability.asPercentage)"
    }
    private static func sure(_ probability: Double) -> Words { "\(probability.asPercentage) sure" }

    static var preprocessingTexts: [Words] {
        [
            asItIs, use, useHint, useHintHere, noSetting, noSettingHint, right(0.5, 0.5), sure(0.5),
        ]
    }

    func draw(_ ranking: PreprocessingCheck.Ranking, _ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let line = Theme.Size.small * 1.5
        let own = scene.state.model?.preprocessing
        drawRows(count: ranking.ranked.count, height: 2 * line + 14, in: frame, set, scene) { place, box in
            let way = ranking.ranked[place]
            let row = Rect(x: box.x, y: box.y, width: box.width, height: box.height - 4)
            let isClear = ranking.isClear(way)
            canvas.fill(
                row, way.isPresent ? Theme.accentSurface : Theme.sunken, radius: 7,
                border: isClear ? Theme.warningBorder : Theme.surfaceBorder)
            var inside = row.insetBy(10, 4)
            let settings = own.flatMap { PreprocessingCheck.settings(at: way.place, of: $0) }
            let caption = way.isPresent ? Self.asItIs : settings == nil ? Self.noSetting : Self.use
            let width = canvas.width(of: caption, size: Theme.Size.small, weight: .bold) + 28
            let end = Rect(x: inside.maxX - width, y: row.midY - line * 0.6, width: width, height: line * 1.2)
            if way.isPresent || settings == nil {
                canvas.text(caption, in: end, size: Theme.Size.small, Theme.secondaryText, .right)
                if !way.isPresent {
                    scene.add(Control("set.way.\(way.place)", end, hint: .text(Self.noSettingHint)))
                }
            } else {
                scene.button(
                    "set.way.\(way.place)", caption, in: end, action: .set(.adopt(way.place)),
                    isChosen: isClear && place == 0, size: Theme.Size.small,
                    hint: scene.state.modelChoice.isFile ? Self.useHint : Self.useHintHere)
            }
            inside.width -= width + 8
            canvas.text(
                Words(verbatim: way.name),
                in: Rect(x: inside.x, y: inside.y, width: inside.width, height: line), size: Theme.Size.small,
                weight: .bold)
            canvas.text(
                way.accuracy.map { Self.right($0, way.probability) } ?? Self.sure(way.probability),
                in: Rect(x: inside.x, y: inside.y + line, width: inside.width, height: line),
                size: Theme.Size.small, Theme.secondaryText)
        }
    }
}
