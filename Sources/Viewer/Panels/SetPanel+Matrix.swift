import Words

/// The confusion matrix as a picture whose cells open their photos.
extension SetCard {
    private static let rowsAreLabels: Words = "Rows: labels. Columns: what the network says."
    private static let others: Words = "others"

    private static func cell(_ label: Words, _ predicted: Words, _ count: Int, share: Double) -> Words {
        "\(label) is taken for \(predicted): \(count) pictures, \(share.asPercentage) of the label. A click shows them."
    }
    private static func hits(_ label: Words, _ count: Int, share: Double) -> Words {
        "\(label) is recognised: \(count) pictures, \(share.asPercentage) of the label. A click shows them."
    }
    private static func onlyLabel(_ label: Words) -> Words { "Only pictures with the label \(label)" }
    private static func onlyPredicted(_ predicted: Words) -> Words { "Only pictures taken for \(predicted)" }
    private static func onlyCell(_ label: Words, _ predicted: Words) -> Words {
        "Only pictures with the label \(label), taken for \(predicted)"
    }
    private static func worst(_ count: Int, of all: Int) -> Words {
        "The \(count) classes of \(all) with most mistakes."
    }

    static var matrixTexts: [Words] {
        let (cat, dog) = (Words(className: "cat"), Words(className: "dog"))
        return [
            rowsAreLabels, others, cell(cat, dog, 1, share: 0.5), hits(cat, 1, share: 0.5), onlyLabel(cat),
            onlyPredicted(dog), onlyCell(cat, dog), worst(20, of: 1000),
        ]
    }

    private func name(_ group: ConfusionMatrix.Group, _ set: PictureSet) -> Words {
        switch group {
        case .of(let index): Words(className: set.names[index] ?? "\(index)")
        case .others: Self.others
        }
    }

    /// What of the matrix is shown; nil for all.
    func filterWords(_ set: PictureSet) -> Words? {
        if let among = set.filter.among { return among.title }
        return switch (set.filter.label, set.filter.predicted) {
        case (let label?, let predicted?): Self.onlyCell(name(label, set), name(predicted, set))
        case (let label?, nil): Self.onlyLabel(name(label, set))
        case (nil, let predicted?): Self.onlyPredicted(name(predicted, set))
        case (nil, nil): nil
        }
    }

    func drawMatrix(_ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let (canvas, matrix) = (scene.canvas, set.matrix)
        let small = Theme.Size.small
        let foot = small * 1.5
        let longest = matrix.rows.map { canvas.width(of: name($0, set), size: small * 0.86) }.max() ?? 0
        let margin = min(longest + 10, frame.width * 0.3)
        let room = Rect(
            x: frame.x + margin, y: frame.y + margin, width: frame.width - margin,
            height: frame.height - margin - foot)
        let side = min(
            room.width / Double(matrix.columns.count), room.height / Double(matrix.rows.count), 64)
        let body = Rect(
            x: room.x, y: room.y, width: side * Double(matrix.columns.count),
            height: side * Double(matrix.rows.count))
        scene.add(
            Control("set.matrix", body.insetBy(-2, -2), keys: keys(of: set)))
        for (row, group) in matrix.rows.enumerated() {
            let place = Rect(x: frame.x, y: body.y + Double(row) * side, width: margin - 6, height: side)
            drawName(
                "set.row.\(row)", name(group, set), in: place, isChosen: set.filter.label == group, scene
            ) { filter in filter.label = filter.label == group ? nil : group }
            for (column, predicted) in matrix.columns.enumerated() {
                drawCell(
                    group, predicted, "set.cell.\(row).\(column)",
                    in: Rect(x: body.x + Double(column) * side, y: place.y, width: side, height: side), set,
                    scene)
            }
        }
        for (column, group) in matrix.columns.enumerated() {
            let place = Rect(
                x: body.x + Double(column) * side, y: frame.y, width: side, height: margin - 6)
            drawName(
                "set.column.\(column)", name(group, set), in: place, isChosen: set.filter.predicted == group,
                isUpright: true, scene
            ) { filter in filter.predicted = filter.predicted == group ? nil : group }
        }
        canvas.text(
            matrix.labelCount > matrix.classes.count
                ? Self.worst(matrix.classes.count, of: matrix.labelCount) : Self.rowsAreLabels,
            in: Rect(x: frame.x, y: body.maxY + 2, width: frame.width, height: foot), size: small,
            Theme.secondaryText)
    }

    private func drawName(
        _ control: String, _ name: Words, in place: Rect, isChosen: Bool, isUpright: Bool = false,
        _ scene: Scene, change: (inout PictureSet.Filter) -> Void
    ) {
        guard let set = scene.state.set else { return }
        let size = min(Theme.Size.small * 0.86, min(place.width, place.height) * 0.95)
        let colour = isChosen || scene.isHovered(place) ? Theme.accent : Theme.text
        if isUpright {
            scene.canvas.uprightText(name, in: place, size: size, weight: isChosen ? .bold : .regular, colour)
        } else {
            scene.canvas.text(
                name, in: place, size: size, weight: isChosen ? .bold : .regular, colour, .right)
        }
        var filter = set.filter
        change(&filter)
        scene.add(
            Control(
                control, place, hint: .text(isUpright ? Self.onlyPredicted(name) : Self.onlyLabel(name)),
                pick: { [filter] _ in .set(.filter(filter)) }))
    }

    private func drawCell(
        _ label: ConfusionMatrix.Group, _ predicted: ConfusionMatrix.Group, _ control: String, in place: Rect,
        _ set: PictureSet, _ scene: Scene
    ) {
        let (canvas, count) = (scene.canvas, set.matrix.count(label, predicted))
        let inside = Rect(x: place.x, y: place.y, width: place.width - 1, height: place.height - 1)
        guard count > 0 else { return canvas.fill(inside, Theme.sunken) }
        let share = Double(count) / Double(max(set.matrix.support(label), 1))
        let isRight = label == predicted && label != .others
        // A single mistake among many pictures is seen, too.
        let strength = 0.25 + 0.75 * share
        canvas.fill(inside, (isRight ? Theme.bar : Theme.above).faded(1 - strength))
        if set.filter.label == label, set.filter.predicted == predicted {
            canvas.outline(inside, Theme.text, thickness: 3)
        } else if scene.isHovered(place) {
            canvas.outline(inside, Theme.accent, thickness: 2)
        }
        let size = min(Theme.Size.small, place.height * 0.62)
        let text = Words(verbatim: "\(count)")
        if size * canvas.scale >= 7, canvas.width(of: text, size: size) < place.width {
            canvas.text(text, in: inside, size: size, Theme.text, .centre)
        }
        var filter = set.filter
        let isShown = filter.label == label && filter.predicted == predicted
        (filter.label, filter.predicted) = isShown ? (nil, nil) : (label, predicted)
        let names = (name(label, set), name(predicted, set))
        scene.add(
            Control(
                control, place,
                hint: .text(
                    isRight
                        ? Self.hits(names.0, count, share: share)
                        : Self.cell(names.0, names.1, count, share: share)),
                pick: { [filter] _ in .set(.filter(filter)) }))
    }

    /// Arrows go to the next cell with pictures; Enter shows all again.
    private func keys(of set: PictureSet) -> Control.Keys {
        let matrix = set.matrix
        func filter(_ row: Int, _ column: Int) -> Action {
            var filter = set.filter
            (filter.label, filter.predicted) = (matrix.rows[row], matrix.columns[column])
            return .set(.filter(filter))
        }
        var all = set.filter
        (all.label, all.predicted) = (nil, nil)
        return Control.Keys(
            move: { arrow in
                guard let row = matrix.rows.firstIndex(where: { $0 == set.filter.label }),
                    let column = matrix.columns.firstIndex(where: { $0 == set.filter.predicted })
                else { return filter(0, 0) }
                var (y, x) = (row, column)
                while true {
                    switch arrow {
                    case .left: x -= 1
                    case .right: x += 1
                    case .up: y -= 1
                    case .down: y += 1
                    }
                    guard matrix.rows.indices.contains(y), matrix.columns.indices.contains(x) else {
                        return nil
                    }
                    if matrix.count(matrix.rows[y], matrix.columns[x]) > 0 { return filter(y, x) }
                }
            }, press: .set(.filter(all)))
    }
}
