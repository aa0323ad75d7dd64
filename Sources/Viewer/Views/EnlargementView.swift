import Explanations
import Imaging
import NeuralNetwork
import Words

/// One feature map beside the photo: what of the photo the element under the pointer depends on is outlined.
enum EnlargementView {
    static func draw(_ enlarged: Enlargement, of answer: Answer, in scene: Scene) {
        let state = scene.state
        if let inspection = state.inspection, state.inspectableMap != nil {
            return ArithmeticView.draw(enlarged, inspection, of: answer, in: scene)
        }
        let layer = answer.explanation.layer.name
        let gap = 30.0
        let pictures =
            (Layout.isPresenting ? [] : [(Strings.seen, enlarged.photo)])
            + [(Strings.mapOverPhoto, enlarged.overlay)]
            + enlarged.maps.map { (Strings.channel($0.channel, of: layer), $0.picture) }
        let side = min(Layout.grid.height - 72, (Layout.grid.width - gap * 3) / Double(pictures.count))
        var x = Layout.grid.midX - (Double(pictures.count) * (side + gap) - gap) / 2
        var frames: [Rect] = []
        for (index, (caption, picture)) in pictures.enumerated() {
            let box = Rect(x: x, y: Layout.grid.y + 34, width: side, height: Layout.grid.height - 72)
            frames.append(
                draw(
                    picture, caption: caption, named: "enlarged.\(index)", in: box, state.answerVersion, scene
                ))
            x += side + gap
        }
        for (map, frame) in zip(enlarged.maps, frames.suffix(enlarged.maps.count)) {
            scene.add(
                Control(
                    "result.enlarged.\(map.channel)", frame, action: .closeOrCancel, hint: .map(map.channel)))
        }
        drawField(enlarged, answer, frames, in: scene)
        drawFoot(enlarged, in: scene)
    }

    private static func draw(
        _ picture: Picture, caption: Words, named name: String, in box: Rect, _ version: Int, _ scene: Scene
    ) -> Rect {
        let canvas = scene.canvas
        let natural = (Double(picture.width) / canvas.scale, Double(picture.height) / canvas.scale)
        let shrink = min(1, box.width / natural.0, box.height / natural.1)
        let frame = Rect(
            x: box.midX - natural.0 * shrink / 2, y: box.midY - natural.1 * shrink / 2,
            width: natural.0 * shrink,
            height: natural.1 * shrink)
        canvas.picture(picture, named: name, version: version, in: frame)
        canvas.text(
            caption, in: Rect(x: box.x, y: box.y - 32, width: box.width, height: 28), Theme.secondaryText,
            .centre)
        return frame
    }

    /// The part of the photo that the element under the pointer depends on.
    private static func drawField(
        _ enlarged: Enlargement, _ answer: Answer, _ frames: [Rect], in scene: Scene
    ) {
        guard let (shown, pointer) = scene.pointer(inOneOf: Array(frames.suffix(enlarged.maps.count + 1)))
        else { return }
        let maps = answer.explanation.raw.shape
        let column = min(Int((pointer.x - shown.x) / shown.width * Double(maps[2])), maps[2] - 1)
        let row = min(Int((pointer.y - shown.y) / shown.height * Double(maps[1])), maps[1] - 1)
        outlineField(of: row, column, enlarged, in: Array(frames.dropLast(enlarged.maps.count)), scene)
    }

    /// Outlines in pictures of the photo what an element of the map depends on.
    static func outlineField(
        of row: Int, _ column: Int, _ enlarged: Enlargement, in frames: [Rect], _ scene: Scene
    ) {
        guard case .part(let rowField, let columnField) = enlarged.field else { return }
        let (height, width) = (Double(enlarged.inputSize.rows), Double(enlarged.inputSize.columns))
        let rows = rowField.range(of: row, within: enlarged.inputSize.rows)
        let columns = columnField.range(of: column, within: enlarged.inputSize.columns)
        for frame in frames {
            let part = Rect(
                x: frame.x + Double(columns.lowerBound) / width * frame.width,
                y: frame.y + Double(rows.lowerBound) / height * frame.height,
                width: Double(columns.count) / width * frame.width,
                height: Double(rows.count) / height * frame.height)
            scene.canvas.outline(part.insetBy(-1, -1), Theme.regionOutline, thickness: 1)
            scene.canvas.outline(part, Theme.selection, thickness: 2)
        }
    }

    private static func drawFoot(_ enlarged: Enlargement, in scene: Scene) {
        guard let channel = enlarged.maps.first?.channel else { return }
        let y = Layout.grid.maxY - 34
        let isPinned = scene.state.pinnedChannel == channel
        let caption = isPinned ? Strings.unpin : Strings.pin
        let width = scene.canvas.width(of: caption, size: Theme.Size.body, weight: .bold) + 32
        let close = scene.canvas.width(of: Strings.back, size: Theme.Size.body, weight: .bold) + 32
        let arithmetic = scene.canvas.width(of: Strings.arithmetic, size: Theme.Size.body, weight: .bold) + 32
        let isInspectable = scene.state.inspectableMap != nil
        var x = Layout.grid.midX - (width + close + 10 + (isInspectable ? arithmetic + 10 : 0)) / 2
        scene.button(
            "enlarged.close", Strings.back, in: Rect(x: x, y: y, width: close, height: 32),
            action: .closeOrCancel,
            hint: Strings.closeHint)
        x += close + 10
        if isInspectable {
            scene.button(
                "enlarged.arithmetic", Strings.arithmetic,
                in: Rect(x: x, y: y, width: arithmetic, height: 32), action: .toggleArithmetic,
                hint: Strings.arithmeticHint)
            x += arithmetic + 10
        }
        scene.button(
            "enlarged.pin", caption, in: Rect(x: x, y: y, width: width, height: 32), action: .pin(channel),
            isChosen: isPinned, hint: Strings.pinHint)
    }
}
