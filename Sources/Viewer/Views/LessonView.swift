import Words

/// The step of the lesson that is taken, in the dock: what to read, what to do, and the way on.
enum LessonView {
    static func draw(_ run: LessonRun, in scene: Scene) {
        guard let frame = scene.dockCard("lesson") else { return }
        drawMarks(of: run, in: scene)
        let canvas = scene.canvas
        let title = Rect(x: frame.x, y: frame.y, width: frame.width - 44, height: headHeight)
        canvas.text(
            run.lesson.title.words(in: scene.state.language), in: title, size: Theme.Size.heading,
            weight: .bold,
            Theme.accent)
        scene.closeDock("lesson.leave", in: frame, action: .leaveLesson, hint: Strings.leaveLesson)
        drawProgress(
            run, in: Rect(x: frame.x, y: title.maxY + 4, width: frame.width, height: headHeight), scene)
        let foot = footHeight(scene)
        drawButtons(run, in: Rect(x: frame.x, y: frame.maxY - foot, width: frame.width, height: foot), scene)
        let layout = layout(of: run.present, in: frame, scene)
        canvas.paragraph(layout.text, in: layout.textFrame, size: layout.size)
        guard let task = layout.task else { return }
        drawTask(task, layout, run.isDone, scene)
    }

    /// Of the title, and of the line with the steps.
    private static var headHeight: Double { max(34, Theme.Size.heading * 1.4) }

    private static func footHeight(_ scene: Scene) -> Double { max(44, 34 / scene.canvas.scale) }

    /// Where text and task lie in the card.
    static func layout(of step: Lesson.Step, in frame: Rect, _ scene: Scene) -> LessonLayout {
        let top = frame.y + 2 * headHeight + 16
        let room = Rect(
            x: frame.x, y: top, width: frame.width, height: frame.maxY - footHeight(scene) - 16 - top)
        return LessonLayout(step, in: room, largest: scene.dockTextSize, scene.canvas, scene.state.language)
    }

    /// A bar for each step, those before the present one filled.
    private static func drawProgress(_ run: LessonRun, in frame: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let count = run.lesson.steps.count
        let words = Strings.step(run.step + 1, of: count)
        let width = canvas.width(of: words, size: Theme.Size.body) + 14
        canvas.text(words, in: frame, size: Theme.Size.body, Theme.secondaryText)
        let gap = min(4, (frame.width - width) / Double(count) / 4)
        let bar = (frame.width - width + gap) / Double(count)
        for index in 0..<count {
            let segment = Rect(
                x: frame.x + width + Double(index) * bar, y: frame.midY - 4, width: bar - gap, height: 8)
            let isReached = index < run.step || index == run.step && (run.isDone || run.present.done.isEmpty)
            canvas.fill(
                segment, isReached ? Theme.accent : index == run.step ? Theme.bar : Theme.track, radius: 3)
        }
    }

    private static func drawTask(_ task: Words, _ layout: LessonLayout, _ isDone: Bool, _ scene: Scene) {
        let canvas = scene.canvas
        let edge = isDone ? Theme.edge(of: .dense) : Theme.selection
        canvas.fill(layout.taskFrame, Theme.accentSurface, radius: 8, border: edge)
        let mark = Point(x: layout.taskFrame.x + 26, y: layout.taskFrame.y + 12 + layout.size * 0.7)
        if isDone {
            canvas.checkMark(mark, radius: 13)
        } else {
            canvas.disc(mark, radius: 12, Theme.selection)
            canvas.disc(mark, radius: 9, Theme.accentSurface)
        }
        canvas.paragraph(
            task,
            in: Rect(
                x: layout.taskFrame.x + LessonLayout.indent, y: layout.taskFrame.y + 12,
                width: layout.taskFrame.width - LessonLayout.indent - 14, height: layout.taskFrame.height),
            size: layout.size, weight: .bold)
        scene.add(Control(isDone ? "lesson.done" : "lesson.task", layout.taskFrame))
    }

    private static func drawButtons(_ run: LessonRun, in frame: Rect, _ scene: Scene) {
        let size = min(scene.dockTextSize * 0.85, frame.height * 0.5)
        let width = (frame.width - 20) / 3
        func place(_ index: Int) -> Rect {
            Rect(x: frame.x + Double(index) * (width + 10), y: frame.y, width: width, height: frame.height)
        }
        scene.button(
            "lesson.back", Strings.back, in: place(0), action: .previousStep, isDimmed: run.step == 0,
            size: size)
        if !run.present.show.isEmpty {
            scene.button(
                "lesson.show", for: Commands.showStep, in: place(1), isDimmed: run.isDone, size: size)
        }
        scene.button(
            "lesson.next", run.isLast ? Strings.finish : Strings.nextStep, in: place(2), action: .nextStep,
            isChosen: run.isDone || run.present.done.isEmpty, size: size)
    }

    /// Rings around what the step speaks about, until it is done.
    private static func drawMarks(of run: LessonRun, in scene: Scene) {
        guard !run.isDone else { return }
        for name in run.present.marks {
            let isFound: (Control) -> Bool =
                name.hasSuffix("*") ? { $0.name.hasPrefix(name.dropLast()) } : { $0.name == name }
            guard let control = scene.controls.last(where: isFound) else { continue }
            scene.canvas.outline(control.frame.insetBy(-5, -5), Theme.selection, thickness: 4)
        }
    }
}

/// Where a step's text and task lie: below each other, or beside each other where there is more width than height.
struct LessonLayout {
    let text: Words
    let task: Words?
    /// Of the letters: the largest that leaves room for everything.
    let size: Double
    let textFrame: Rect
    let taskFrame: Rect
    /// Whether everything fits in letters that can be read.
    let fits: Bool

    /// Left of the task, for its mark.
    static let indent = 52.0
    private static let least = 13.0

    init(_ step: Lesson.Step, in room: Rect, largest: Double, _ canvas: Canvas, _ language: Language) {
        let text = step.text.words(in: language)
        let task = step.task.map { $0.words(in: language) }
        let isWide = task != nil && room.width > room.height * 2.2
        let column = isWide ? (room.width - 28) * 0.56 : room.width
        let taskWidth = isWide ? room.width - 28 - column : room.width
        func heights(_ size: Double) -> (text: Double, task: Double) {
            let line = (size * 1.4).rounded()
            func height(_ words: Words, _ width: Double, _ weight: FontWeight) -> Double {
                Double(canvas.lines(of: words, width: width, size: size, weight: weight).count) * line
            }
            return (
                height(text, column, .regular),
                task.map { height($0, taskWidth - Self.indent - 14, .bold) + 26 } ?? 0
            )
        }
        func isRoomFor(_ size: Double) -> Bool {
            let needed = heights(size)
            return isWide
                ? max(needed.text, needed.task) <= room.height : needed.text + needed.task + 18 <= room.height
        }
        var size = largest
        while size > Self.least, !isRoomFor(size) { size -= 0.5 }
        let height = heights(size)
        (self.text, self.task, self.size, fits) = (text, task, size, isRoomFor(size))
        textFrame = Rect(x: room.x, y: room.y, width: column, height: height.text)
        taskFrame =
            isWide
            ? Rect(x: textFrame.maxX + 28, y: room.y, width: taskWidth, height: height.task)
            : Rect(x: room.x, y: textFrame.maxY + 18, width: taskWidth, height: height.task)
    }
}
