import Explanations
import Imaging
import Words

/// The most probable classes, or what else the network finds, as bars; each is a button.
enum OutputView {
    private static let rows = 5

    static func draw(in scene: Scene) {
        let (canvas, state) = (scene.canvas, scene.state)
        let card = Layout.outputCard
        scene.card(card)
        let found = state.analysis?.found
        canvas.text(
            heading(of: state.analysis),
            in: Rect(x: card.x + 18, y: card.y + 10, width: 200, height: 32),
            size: Theme.Size.heading, weight: .bold)
        let body = Rect(x: card.x + 10, y: card.y + 46, width: card.width - 20, height: card.height - 54)
        guard let analysis = state.analysis, analysis.model.name == state.model?.name else {
            let words = state.obstacle == nil ? Strings.loading : Words(verbatim: "–")
            canvas.text(words, in: body, size: Theme.Size.small, Theme.secondaryText, .centre)
            return
        }
        if let found {
            scene.button(
                "output.explain", Strings.explainWhat,
                in: Rect(x: card.maxX - 108, y: card.y + 12, width: 94, height: 28),
                action: ClassPanel.toggle, size: Theme.Size.small, hint: Strings.explainHint)
            return FoundThingsView.drawList(found, in: body, rows: rows, scene)
        }
        if let reconstruction = analysis.reconstruction {
            return draw(reconstruction.picture, error: reconstruction.meanSquaredError, in: body, scene)
        }
        guard !analysis.predictions.isEmpty else {
            let text = body.insetBy(8, 4)
            let height = canvas.paragraph(
                state.lastComputedLayer.map { Strings.computedUpTo($0.name) } ?? Strings.noPredictions,
                in: text, size: Theme.Size.body, weight: .bold)
            if let advice = state.model?.advice {
                canvas.paragraph(
                    Strings.inWindow(advice: advice),
                    in: Rect(x: text.x, y: text.y + height + 8, width: text.width, height: 120),
                    size: Theme.Size.body, Theme.secondaryText)
            }
            let button = Rect(x: card.x + 18, y: card.maxY - 48, width: card.width - 36, height: 32)
            scene.button(
                "output.explain", Strings.explainWhat, in: button, action: ClassPanel.toggle,
                hint: Strings.explainHint)
            if let way = state.wayToWholeNetwork {
                scene.button(
                    "output.whole", way.caption,
                    in: Rect(x: button.x, y: button.y - 40, width: button.width, height: 32),
                    action: way.action)
            }
            return
        }
        let height = body.height / Double(rows)
        scene.button(
            for: ClassPanel.self, in: Rect(x: card.maxX - 108, y: card.y + 12, width: 94, height: 28),
            size: Theme.Size.small)
        for (rank, prediction) in analysis.predictions.listed(with: scene.state.classIndex).enumerated() {
            let row = Rect(
                x: body.x, y: body.y + Double(rank) * height, width: body.width, height: height - 4)
            drawRow(prediction, rank: rank, in: row, scene)
        }
    }

    private static func heading(of photo: AnalysedPhoto?) -> Words {
        if photo?.reconstruction != nil { return Strings.whatItPutsOut }
        switch photo?.found?.kind {
        case nil: return Strings.predictions
        case .places?: return Strings.whatIsFound
        case .numbers?: return Strings.whatItPutsOut
        case .photos?: return Strings.whatIsAlike
        }
    }

    /// An autoencoder's picture.
    private static func draw(_ picture: Picture, error: Double, in body: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let room = Rect(x: body.x, y: body.y, width: body.width, height: body.height - 32)
        let frame = room.fitting(width: Double(picture.width), height: Double(picture.height))
        canvas.picture(picture, named: "reconstruction", version: scene.state.photoVersion, in: frame)
        canvas.text(
            Strings.reconstructionError(error),
            in: Rect(x: body.x + 8, y: body.maxY - 30, width: body.width - 16, height: 26),
            size: Theme.Size.small, Theme.secondaryText, .centre)
        scene.button(
            "output.explain", Strings.explainWhat,
            in: Rect(x: body.maxX - 98, y: body.y - 34, width: 94, height: 28),
            action: ClassPanel.toggle, size: Theme.Size.small, hint: Strings.explainHint)
    }

    private static func drawRow(_ prediction: Prediction, rank: Int, in row: Rect, _ scene: Scene) {
        drawBar(
            Words(className: prediction.label), prediction.probability,
            isChosen: scene.state.classIndex == prediction.index,
            isContrasted: scene.state.contrastedClass == prediction.index, in: row, scene)
        var control = Control(
            "prediction.\(rank + 1)", row, action: .chooseClass(prediction.index),
            hint: .text(
                Strings.predictionHint(
                    prediction.label, probability: prediction.probability, score: Double(prediction.logit)
                )))
        control.shiftedAction = .contrast(prediction.index)
        scene.add(control)
    }

    /// A name and a share of 1 as a bar.
    ///
    /// - Parameters:
    ///   - share: nil for no bar.
    ///   - detail: stands in place of the share.
    ///   - mark: stands before the name.
    static func drawBar(
        _ name: Words, _ share: Double?, detail: String? = nil, mark: Colour? = nil, isChosen: Bool,
        isContrasted: Bool = false,
        in row: Rect, _ scene: Scene
    ) {
        let canvas = scene.canvas
        if isChosen {
            canvas.fill(row, Theme.accentSurface, radius: 7, border: Theme.accent)
        } else if isContrasted {
            canvas.fill(row, Theme.surface, radius: 7, border: Theme.selection)
        } else if scene.isHovered(row) {
            canvas.fill(row, Theme.sunken, radius: 7, border: Theme.surfaceBorder)
        }
        let line = Rect(x: row.x + 10, y: row.y + 4, width: row.width - 20, height: 24)
        let said = Words(verbatim: detail ?? share?.asPercentage ?? "")
        let room = detail == nil ? 70 : canvas.width(of: said, size: Theme.Size.small) + 4
        canvas.text(
            said, in: Rect(x: line.maxX - room, y: line.y, width: room, height: line.height),
            size: Theme.Size.small, Theme.secondaryText, .right)
        let indent = mark == nil ? 0 : 20.0
        if let mark {
            canvas.fill(
                Rect(x: line.x, y: line.midY - 7, width: 14, height: 14), mark, radius: 3, border: Theme.text)
        }
        canvas.text(
            name,
            in: Rect(
                x: line.x + indent, y: line.y, width: line.width - room - 4 - indent, height: line.height),
            size: Theme.Size.body, weight: isChosen ? .bold : .regular, isChosen ? Theme.accent : Theme.text)
        guard let share else { return }
        let track = Rect(x: line.x, y: row.maxY - 15, width: line.width, height: 8)
        canvas.fill(track, Theme.track, radius: 4)
        var bar = track
        bar.width = max(4, track.width * share)
        canvas.fill(bar, isChosen ? Theme.accent : Theme.bar, radius: 4)
    }
}
