import CSDL2
import Foundation
import ModelFormats
import Words

/// The set that is looked at, beside the answer for one of its pictures: how often the network errs, the confusion matrix, and the
/// pictures as a filmstrip.
extension SetCard: DockedPanel {
    static let name = "set"
    static let question: FileQuestion? = nil
    static let keys: [CardKey] = []
    static let wheelStep: Int? = nil
    static let command = Command(
        toggle, "A set of pictures: where the network errs", Shortcut("U", Key(SDLK_u)), .network,
        caption: "Set", hint: "A set of labelled pictures: mistakes and confusion matrix (U)")
    static let place = PanelPlace.view
    static let hangsFromButton = false
    static let texts: [Words] =
        [
            heading, invitation, stop, stopHint, goOn, goOnHint, again, againHint, waiting, mistakesOnly,
            mistakesHint, everything, everythingHint,
            why("cat"), whyHint, whyNot("cat", "dog"), whyNotHint,
            accuracy(right: 1, of: 2), unlabelled(1), broken(1), broken(2), progress(1, of: 2),
            asked("VGG16"),
        ] + PictureSet.Sorting.allCases.map(title) + matrixTexts + stripTexts + pageTexts

    private static let heading: Words = "Set"
    private static let invitation: Words = """
        Drop a folder here that has one folder for each class, or a table (CSV) of files and labels. The network is asked about \
        all its pictures, and its mistakes are shown.
        """
    static let stop: Words = "Stop"
    static let stopHint: Words = "Holds the work; what was found stays."
    static let goOn: Words = "Go on"
    static let goOnHint: Words = "Goes on where it was stopped."
    static let again: Words = "Ask this network"
    private static let againHint: Words = "The answers are those of another network; asks the present one."
    private static let waiting: Words = "Waits for the network …"
    private static let mistakesOnly: Words = "Mistakes only"
    private static let mistakesHint: Words =
        "Shows only pictures of which the network says something else than the label."
    private static let everything: Words = "All"
    private static let everythingHint: Words = "Shows all pictures again."
    private static let whyHint: Words = "What speaks for this class"
    private static let whyNotHint: Words =
        "What speaks for the one class and against the other: Grad-CAM of their difference"

    private static func why(_ name: String) -> Words { "Why \(className: name)?" }
    private static func whyNot(_ name: String, _ other: String) -> Words {
        "Why \(className: name) and not \(className: other)?"
    }
    private static func accuracy(right: Int, of count: Int) -> Words {
        "\(right) of \(count) right (\((Double(right) / Double(max(count, 1))).asPercentage)), \(count - right) mistakes"
    }
    private static func unlabelled(_ count: Int) -> Words {
        "\(count) pictures, none with a label that the network knows"
    }
    private static func broken(_ count: Int) -> Words {
        count == 1 ? "1 picture cannot be used." : "\(count) pictures cannot be used."
    }
    static func progress(_ done: Int, of count: Int) -> Words { "\(done) of \(count) pictures" }
    private static func asked(_ network: String) -> Words { "Answers of \(network)" }

    static func title(_ sorting: PictureSet.Sorting) -> Words {
        switch sorting {
        case .loss: "Loss"
        case .confidence: "Confidence"
        case .label: "Class"
        case .file: "File"
        }
    }

    init?(in state: ViewerState) {}

    static func isInUse(in state: ViewerState) -> Bool { isOpen(in: state) }

    func draw(in scene: Scene) {
        guard let frame = scene.dockCard("set.card") else { return }
        var control = Control("set.drop", frame)
        control.drop = { .set(.open($0)) }
        scene.add(control)
        scene.closeDock("set.close", in: frame, action: Self.toggle, hint: Strings.closeHint)
        let title = Rect(x: frame.x, y: frame.y, width: frame.width - 44, height: 40)
        guard let set = scene.state.set else {
            scene.canvas.text(Self.heading, in: title, size: Theme.Size.card, weight: .bold)
            scene.canvas.paragraph(
                Self.invitation, in: Rect(x: frame.x, y: frame.y + 52, width: frame.width, height: 300),
                size: Theme.Size.heading)
            return
        }
        let isBeside = (scene.canvas.dock?.x ?? 0) > 0
        isBeside ? drawColumn(set, in: frame, scene) : drawRow(set, in: frame, scene)
    }

    /// All below each other.
    private func drawColumn(_ set: PictureSet, in frame: Rect, _ scene: Scene) {
        var y = drawHead(set, in: frame, scene) + 10
        y = drawTabs(set, in: Rect(x: frame.x, y: y, width: frame.width, height: 0), scene) + 10
        guard set.findings.page == .pictures else {
            return drawPage(
                set, in: Rect(x: frame.x, y: y, width: frame.width, height: frame.maxY - y), scene)
        }
        if set.matrix.classes.count > 1, set.judgedCount > 0 {
            let side = min(frame.width, frame.height * 0.34)
            drawMatrix(set, in: Rect(x: frame.x, y: y, width: frame.width, height: side), scene)
            y += side + 12
        }
        y = drawChoices(set, in: Rect(x: frame.x, y: y, width: frame.width, height: 0), scene) + 10
        let questions = questionHeight(set, scene)
        drawStrip(
            set, in: Rect(x: frame.x, y: y, width: frame.width, height: frame.maxY - y - questions), scene)
        drawQuestions(
            set, in: Rect(x: frame.x, y: frame.maxY - questions, width: frame.width, height: questions), scene
        )
    }

    /// Words, the matrix and the filmstrip beside each other.
    private func drawRow(_ set: PictureSet, in frame: Rect, _ scene: Scene) {
        let words = Rect(
            x: frame.x, y: frame.y, width: min(460 * Layout.extent.letters, frame.width * 0.34),
            height: frame.height)
        var y = drawHead(set, in: words, scene) + 10
        y = drawTabs(set, in: Rect(x: words.x, y: y, width: words.width, height: 0), scene) + 10
        guard set.findings.page == .pictures else {
            let x = words.maxX + 24
            return drawPage(
                set, in: Rect(x: x, y: frame.y, width: frame.maxX - x - 36, height: frame.height), scene)
        }
        let end = drawChoices(set, in: Rect(x: words.x, y: y, width: words.width, height: 0), scene) + 10
        let questions = questionHeight(set, scene)
        if end + questions <= frame.maxY {
            drawQuestions(
                set, in: Rect(x: words.x, y: end, width: words.width, height: questions), scene)
        }
        var x = words.maxX + 24
        if set.matrix.classes.count > 1, set.judgedCount > 0 {
            let width = min(frame.height * 1.2, frame.width * 0.3)
            drawMatrix(set, in: Rect(x: x, y: frame.y, width: width, height: frame.height), scene)
            x += width + 24
        }
        drawStrip(
            set, in: Rect(x: x, y: frame.y, width: frame.maxX - x - 30, height: frame.height), scene)
    }

    /// What the set is, how often the network is right, and how far it is.
    ///
    /// - Returns: where it ends.
    private func drawHead(_ set: PictureSet, in frame: Rect, _ scene: Scene) -> Double {
        let canvas = scene.canvas
        canvas.text(
            Words(verbatim: set.name), in: Rect(x: frame.x, y: frame.y, width: frame.width - 44, height: 40),
            size: Theme.Size.card, weight: .bold)
        var y = frame.y + 46
        let line = Theme.Size.body * 1.5
        func say(_ words: Words, _ colour: Colour = Theme.secondaryText, _ weight: FontWeight = .regular) {
            y += canvas.paragraph(
                words, in: Rect(x: frame.x, y: y, width: frame.width, height: 200),
                size: weight == .bold ? Theme.Size.body : Theme.Size.small, weight: weight, colour)
        }
        if case .failed(let reason) = set.phase {
            say(reason, Theme.warning)
        } else if set.judgedCount > 0 {
            say(Self.accuracy(right: set.rightCount, of: set.judgedCount), Theme.text, .bold)
        } else if set.phase == .done {
            say(Self.unlabelled(set.done), Theme.text, .bold)
        } else if set.isDue {
            say(Self.waiting)
        }
        if set.brokenCount > 0 { say(Self.broken(set.brokenCount)) }
        if set.network != nil, set.network != scene.state.modelChoice {
            say(Self.asked(set.networkTitle))
            let row = Rect(x: frame.x, y: y + 4, width: frame.width, height: line + 6)
            scene.button("set.again", Self.again, in: row, action: .set(.again), hint: Self.againHint)
            return row.maxY
        }
        guard set.phase == .running || set.phase == .paused else { return y }
        return drawPace(
            done: set.done, of: set.count, isWaiting: false, set.phase == .paused,
            in: Rect(x: frame.x, y: y + 4, width: frame.width, height: line + 6), scene)
    }

    /// Which pictures are shown, and in which order.
    ///
    /// - Returns: where it ends.
    private func drawChoices(_ set: PictureSet, in frame: Rect, _ scene: Scene) -> Double {
        let height = Theme.Size.body * 1.9
        var row = Rect(x: frame.x, y: frame.y, width: frame.width, height: height)
        let half = (row.width - 8) / 2
        var mistakes = set.filter
        mistakes.mistakesOnly.toggle()
        if set.judgedCount > 0 {
            scene.button(
                "set.mistakes", Self.mistakesOnly,
                in: Rect(x: row.x, y: row.y, width: half, height: height), action: .set(.filter(mistakes)),
                isChosen: set.filter.mistakesOnly, size: Theme.Size.small, hint: Self.mistakesHint)
            scene.button(
                "set.all", Self.everything,
                in: Rect(x: row.x + half + 8, y: row.y, width: half, height: height),
                action: .set(.filter(PictureSet.Filter())), isDimmed: set.filter == PictureSet.Filter(),
                size: Theme.Size.small, hint: Self.everythingHint)
            row.y += height + 6
        }
        let sortings = PictureSet.Sorting.allCases.filter {
            $0 != .loss && $0 != .label || set.judgedCount > 0
        }
        let captions = sortings.map { sorting -> Words in
            let title = Self.title(sorting)
            return set.sorting == sorting ? "\(title) \(set.isReversed ? "↑" : "↓")" : title
        }
        // Longer words have more of the room.
        let natural = captions.map {
            scene.canvas.width(of: $0, size: Theme.Size.small, weight: .bold) + 12
        }
        let spare =
            (row.width - 6 * Double(sortings.count - 1) - natural.reduce(0, +)) / Double(sortings.count)
        var x = row.x
        for (place, sorting) in sortings.enumerated() {
            let width = natural[place] + spare
            scene.button(
                "set.sort.\(sorting)", captions[place],
                in: Rect(x: x, y: row.y, width: width, height: height), action: .set(.sort(sorting)),
                isChosen: set.sorting == sorting, size: Theme.Size.small)
            x += width + 6
        }
        row.y += height
        if let words = filterWords(set) {
            row.y += 4
            row.y += scene.canvas.paragraph(
                words, in: Rect(x: row.x, y: row.y, width: row.width, height: 60), size: Theme.Size.small,
                Theme.accent)
        }
        return row.y
    }

    // MARK: What may be asked about the picture on the screen

    /// Nil for a picture without a label, or one that the network does not know.
    private func questions(_ set: PictureSet, _ scene: Scene) -> (
        PictureSet.Answer, target: Int, label: String
    )? {
        guard let answer = set.answer(for: scene.state.path), let target = answer.target,
            let label = answer.label, set.network == scene.state.modelChoice
        else { return nil }
        return (answer, target, label)
    }

    private func questionHeight(_ set: PictureSet, _ scene: Scene) -> Double {
        questions(set, scene).map { $0.0.isRight == true ? 0 : Theme.Size.body * 3.9 + 8 } ?? 0
    }

    private func drawQuestions(_ set: PictureSet, in frame: Rect, _ scene: Scene) {
        guard let (answer, target, label) = questions(set, scene), answer.isRight == false,
            frame.height > 0
        else { return }
        let height = Theme.Size.body * 1.9
        let half = (frame.width - 8) / 2
        let y = frame.maxY - 2 * height - 6
        let state = scene.state
        scene.button(
            "set.why.predicted", Self.why(answer.predictedName),
            in: Rect(x: frame.x, y: y, width: half, height: height), action: .chooseClass(answer.predicted),
            isChosen: state.classIndex == answer.predicted && state.contrastedClass == nil,
            size: Theme.Size.small, hint: Self.whyHint)
        scene.button(
            "set.why.label", Self.why(label),
            in: Rect(x: frame.x + half + 8, y: y, width: half, height: height), action: .chooseClass(target),
            isChosen: state.classIndex == target && state.contrastedClass == nil, size: Theme.Size.small,
            hint: Self.whyHint)
        let contrast = "\(answer.predicted) versus \(target)"
        scene.button(
            "set.why.not", Self.whyNot(answer.predictedName, label),
            in: Rect(x: frame.x, y: y + height + 6, width: frame.width, height: height),
            action: .explain(contrast), isChosen: state.target == contrast, size: Theme.Size.small,
            hint: Self.whyNotHint)
    }
}
