import Foundation
import ModelFormats
import Training
import Words

/// What is learnt and how, what can be done, and the curves.
extension TrainingCard {
    private static let network: Words = "Network"
    private static let epochs: Words = "Epochs"
    private static let rate: Words = "Learning rate"
    private static let layers: Words = "Learns"
    private static let headOnly: Words = "Last layer"
    private static let headOnlyHint: Words =
        "Only the layer that tells the classes apart learns; seconds for a few photos."
    private static let allLayers: Words = "All layers"
    private static let allLayersHint: Words =
        "Every layer learns: its maps and filters change from epoch to epoch."
    private static let varied: Words = "Varied by"
    private static let start: Words = "Start"
    private static let pause: Words = "Pause"
    private static let goOn: Words = "Go on"
    private static let stop: Words = "Stop"
    private static let stopHint: Words = "Ends after the step; what was learnt so far can be saved."
    private static let save: Words = "Save the network"
    private static let saveHint: Words =
        "As safetensors with its class names, to open here, in PyTorch, anywhere"
    private static let lossTitle: Words = "Loss"
    private static let accuracyTitle: Words = "Accuracy"
    private static let training: Words = "photos it learns from"
    private static let validation: Words = "photos kept for the test"
    private static let epochTitle: Words = "Epoch"
    private static let stopping: Words = "Stopping …"
    private static let starting: Words = "Starting …"

    static let variations: [(part: Augmentation.Part, title: Words, hint: Words)] = [
        (.flip, "Mirror", "Every other photo is mirrored."),
        (.crop, "Crop", "A part of each photo in place of all of it, another one each time."),
        (.jitter, "Colours", "Brightness, contrast and saturation vary a little."),
    ]

    private static func progress(_ progress: TrainingProgress) -> Words {
        let speed = Int(progress.picturesPerSecond.rounded())
        let part: Words =
            switch progress.phase {
            case .features: "What reaches the last layer: \(progress.done) of \(progress.total) photos"
            case .training:
                "Epoch \(progress.epoch) of \(progress.epochs): \(progress.done) of \(progress.total) photos"
            case .validation:
                "Test after epoch \(progress.epoch): \(progress.done) of \(progress.total) photos"
            }
        let pace: Words = "\(part), \(speed) a second"
        return progress.remainingSeconds.map { "\(pace), \($0.asCountdown) left" } ?? pace
    }

    private static func accuracy(_ record: EpochRecord) -> Words {
        record.validationAccuracy.map {
            "After epoch \(record.epoch): \(record.accuracy.asPercentage) right, \($0.asPercentage) in the test."
        } ?? "After epoch \(record.epoch): \(record.accuracy.asPercentage) right."
    }

    static var fixedTexts: [Words] {
        classTexts + [
            network, epochs, rate, layers, headOnly, headOnlyHint, allLayers, allLayersHint, varied, start,
            pause,
            goOn, stop, stopHint, save, saveHint, lossTitle, accuracyTitle, training, validation, epochTitle,
            stopping, starting,
        ]
    }

    static var examples: [Words] {
        let phases: [TrainingProgress.Phase] = [.features, .training, .validation]
        var record = EpochRecord(
            epoch: 1, learningRate: 1e-2, loss: 1, accuracy: 0.5, validationLoss: nil,
            validationAccuracy: nil,
            seconds: 1)
        let without = accuracy(record)
        record.validationAccuracy = 0.5
        return [without, accuracy(record)]
            + phases.flatMap { phase in
                [nil, 10.0].map { rest in
                    progress(
                        TrainingProgress(
                            phase: phase, epoch: 1, epochs: 2, done: 1, total: 2, loss: nil, accuracy: nil,
                            picturesPerSecond: 10, remainingSeconds: rest))
                }
            }
    }

    func drawSettings(in area: Rect, _ scene: Scene) {
        let state = scene.state
        let plan = state.training.plan
        var y = area.y
        func row(_ caption: Words, _ draw: (Rect) -> Void) {
            scene.canvas.text(
                caption, in: Rect(x: area.x, y: y, width: 130, height: 34), Theme.secondaryText)
            draw(Rect(x: area.x + 134, y: y, width: area.width - 134, height: 34))
            y += 41
        }
        row(Self.network) { drawNetwork(in: $0, scene) }
        row(Self.layers) { frame in
            chips(
                [
                    ("head", Self.headOnly, Self.headOnlyHint, .learnHeadOnly(true), plan.isHeadOnly),
                    ("all", Self.allLayers, Self.allLayersHint, .learnHeadOnly(false), !plan.isHeadOnly),
                ], in: frame, scene)
        }
        row(Self.epochs) { frame in
            let choices = TrainingPlan.epochChoices
            let place = choices.firstIndex(of: plan.epochs) ?? 0
            stepper(
                "epochs", Words(verbatim: "\(plan.epochs)"),
                less: place > 0 ? .chooseEpochs(choices[place - 1]) : nil,
                more: place < choices.count - 1 ? .chooseEpochs(choices[place + 1]) : nil, in: frame, scene)
        }
        row(Self.rate) { frame in
            let place = TrainingPlan.rates.firstIndex(of: plan.learningRate) ?? 0
            stepper(
                "rate", Words(verbatim: String(format: "%g", plan.learningRate)),
                less: place > 0 ? .chooseRate(place - 1) : nil,
                more: place < TrainingPlan.rates.count - 1 ? .chooseRate(place + 1) : nil, in: frame, scene)
        }
        if !plan.isHeadOnly {
            row(Self.varied) { frame in
                chips(
                    Self.variations.map {
                        (
                            $0.part.rawValue, $0.title, $0.hint, .toggleVariation($0.part.rawValue),
                            plan.variations.contains($0.part)
                        )
                    }, in: frame, scene)
            }
        }
        y = area.y + 5 * 41 + 6
        drawButtons(in: Rect(x: area.x, y: y, width: area.width, height: 42), scene)
        drawSaid(in: Rect(x: area.x, y: y + 50, width: area.width, height: 74), scene)
        drawCurves(
            in: Rect(x: area.x, y: y + 132, width: area.width, height: area.maxY - y - 132), scene)
    }

    private func drawNetwork(in frame: Rect, _ scene: Scene) {
        let networks = scene.state.trainableNetworks
        let present = scene.state.training.plan.network
        let place = networks.firstIndex(of: present) ?? 0
        let title =
            ModelCatalogue.entries.first { $0.name == present }?.title
            ?? URL(fileURLWithPath: present).lastPathComponent
        stepper(
            "network", Words(verbatim: title), less: place > 0 ? .chooseNetwork(networks[place - 1]) : nil,
            more: place < networks.count - 1 ? .chooseNetwork(networks[place + 1]) : nil, in: frame, scene)
    }

    /// A value between two buttons.
    private func stepper(
        _ name: String, _ value: Words, less: TrainingAction?, more: TrainingAction?, in frame: Rect,
        _ scene: Scene
    ) {
        let canvas = scene.canvas
        let isBusy = scene.state.training.isBusy
        canvas.fill(frame, Theme.sunken, radius: 7)
        for (side, caption, action, x) in [
            ("less", "‹" as Words, less, frame.x), ("more", "›", more, frame.maxX - 40),
        ] {
            guard let action, !isBusy else { continue }
            scene.button(
                "train.\(name).\(side)", caption, in: Rect(x: x, y: frame.y, width: 40, height: frame.height),
                action: .train(action), size: Theme.Size.heading)
        }
        canvas.text(value, in: frame.insetBy(44, 0), weight: .bold, Theme.text, .centre)
    }

    private func chips(
        _ chips: [(name: String, title: Words, hint: Words, action: TrainingAction, isChosen: Bool)],
        in frame: Rect,
        _ scene: Scene
    ) {
        let width = (frame.width + 6) / Double(chips.count) - 6
        for (index, chip) in chips.enumerated() {
            let place = Rect(
                x: frame.x + Double(index) * (width + 6), y: frame.y, width: width, height: frame.height)
            if scene.state.training.isBusy {
                scene.canvas.fill(place, chip.isChosen ? Theme.accentSurface : Theme.sunken, radius: 7)
                scene.canvas.text(
                    chip.title, in: place, weight: chip.isChosen ? .bold : .regular, Theme.secondaryText,
                    .centre)
            } else {
                scene.button(
                    "train.\(chip.name)", chip.title, in: place, action: .train(chip.action),
                    isChosen: chip.isChosen, hint: chip.hint)
            }
        }
    }

    private func drawButtons(in frame: Rect, _ scene: Scene) {
        let training = scene.state.training
        let buttons: [(String, Words, Action, Bool, Words?)] =
            switch training.phase {
            case .ready:
                [("start", Self.start, .train(.start), true, nil)]
                    + (training.result == nil
                        ? [] : [("save", Self.save, .export(.network), false, Self.saveHint)])
            case .running:
                [
                    ("pause", Self.pause, .train(.pause), false, nil),
                    ("stop", Self.stop, .train(.stop), false, Self.stopHint),
                ]
            case .paused:
                [
                    ("goOn", Self.goOn, .train(.goOn), true, nil),
                    ("stop", Self.stop, .train(.stop), false, Self.stopHint),
                ]
            case .stopping: []
            }
        let width = (frame.width + 8) / Double(max(1, buttons.count)) - 8
        for (index, (name, caption, action, isChosen, hint)) in buttons.enumerated() {
            let canDo = action != .train(.start) || training.plan.obstacle == nil
            scene.button(
                "train.\(name)", caption,
                in: Rect(
                    x: frame.x + Double(index) * (width + 8), y: frame.y, width: width, height: frame.height),
                action: action, isChosen: isChosen && canDo, isDimmed: !canDo, size: Theme.Size.heading,
                hint: hint)
        }
    }

    /// How far the training is, or why there is none, and what to know of it.
    private func drawSaid(in area: Rect, _ scene: Scene) {
        let (canvas, training) = (scene.canvas, scene.state.training)
        let first: Words? =
            training.failure
            ?? (training.phase == .stopping
                ? Self.stopping
                : training.isBusy
                    ? training.progress.map(Self.progress) ?? Self.starting
                    : training.plan.obstacle ?? training.history.last.map(Self.accuracy))
        if training.isBusy, training.failure == nil, let progress = training.progress, progress.total > 0 {
            let track = Rect(x: area.x, y: area.y, width: area.width, height: 6)
            canvas.fill(track, Theme.track, radius: 3)
            var filled = track
            filled.width = track.width * min(1, Double(progress.done) / Double(progress.total))
            canvas.fill(filled, Theme.accent, radius: 3)
        }
        var said: [Words] = []
        if let first { said.append(first) }
        said += training.remarks.suffix(3).reversed()
        canvas.paragraph(
            Words(said), in: Rect(x: area.x, y: area.y + 10, width: area.width, height: area.height - 10),
            size: Theme.Size.small, training.failure == nil ? Theme.text : Theme.warning)
    }

    private func drawCurves(in area: Rect, _ scene: Scene) {
        let training = scene.state.training
        let epochs = Double(max(1, training.epochs > 0 ? training.epochs : training.plan.epochs))
        let losses = training.losses + training.validationLosses
        let highest = max(losses.map(\.y).filter(\.isFinite).max() ?? 1, 0.1)
        let height = area.height / 2
        let plots: [(Words, ClosedRange<Double>, TrainingDesk.Curve, TrainingDesk.Curve)] = [
            (Self.lossTitle, 0...highest, training.losses, training.validationLosses),
            (Self.accuracyTitle, 0...1, training.accuracies, training.validationAccuracies),
        ]
        for (index, (title, range, own, test)) in plots.enumerated() {
            let frame = Rect(
                x: area.x + 50, y: area.y + Double(index) * height + 24, width: area.width - 56,
                height: height - 70)
            func curve(_ name: Words, _ points: TrainingDesk.Curve, _ colour: Int) -> Plot.Curve {
                Plot.Curve(
                    name: name,
                    points: points.map { Plot.Value(x: $0.x, y: $0.y) }, colour: colour)
            }
            let plot = Plot(
                horizontal: Plot.Axis(title: Self.epochTitle, range: 0...epochs),
                vertical: Plot.Axis(title: title, range: range),
                curves: [curve(Self.training, own, 0), curve(Self.validation, test, 1)], frame: frame)
            plot.draw(in: scene)
            scene.add(Control("train.curves.\(index)", frame))
            plot.drawNearest(in: scene)
        }
    }
}
