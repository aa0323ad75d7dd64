import Files

/// Lessons: what is done in them and how far one has come.
extension ViewerState {
    /// Whether something lies beside the window's other parts.
    var isDocked: Bool { docked != nil || lessonRun != nil }

    /// Begins a lesson where it was left.
    mutating func begin(_ lesson: Lesson) {
        let before = lessonRun?.before ?? choices
        let done = preferences.lessons[lesson.name] ?? 0
        lessonRun = LessonRun(lesson: lesson, before: before)
        docked = nil
        goTo(step: done < lesson.steps.count ? done : 0)
    }

    /// Goes to a step: what was not done before it is done for the learner.
    mutating func goTo(step: Int) {
        guard var run = lessonRun, run.lesson.steps.indices.contains(step) else { return }
        card = nil
        let isNext = step == run.step + 1 && (run.isDone || run.present.done.isEmpty)
        run.step = step
        run.isDone = false
        lessonRun = run
        if isNext {
            if !run.present.start.isEmpty { show(run.present.start) }
        } else {
            showBeginning(of: run)
        }
        docked = nil
        notice = nil
    }

    /// As though everything before a step had been shown.
    private mutating func showBeginning(of run: LessonRun) {
        var state = WindowRecord.session([:], over: [:]) ?? choices
        state.photos = run.before.photos
        var last: [String: JSONValue] = [:]
        for (index, step) in run.lesson.steps.enumerated() where index <= run.step {
            for record in index < run.step ? [step.start, step.show] : [step.start] where !record.isEmpty {
                state = WindowRecord.session(record, over: WindowRecord.record(of: state)) ?? state
                last = record
            }
        }
        show(last, over: state)
    }

    /// Notices whether the step is done, which the window knows once all of its answer is there.
    mutating func noteLesson() {
        guard let run = lessonRun, !run.isDone, !run.present.done.isEmpty,
            Pattern.holds(.record(run.present.done), of: .record(record))
        else { return }
        lessonRun?.isDone = true
        remember(step: run.step + 1, of: run.lesson)
    }

    private mutating func remember(step count: Int, of lesson: Lesson) {
        preferences.lessons[lesson.name] = max(count, preferences.lessons[lesson.name] ?? 0)
    }

    /// Goes on, and after the last step back to what was looked at before.
    mutating func nextStep() -> Consequence {
        guard let run = lessonRun else { return .redraw }
        remember(step: run.step + 1, of: run.lesson)
        if run.isLast { return leaveLesson() }
        goTo(step: run.step + 1)
        return .request
    }

    mutating func previousStep() -> Consequence {
        guard let run = lessonRun, run.step > 0 else { return .redraw }
        goTo(step: run.step - 1)
        return .request
    }

    /// Shows again what was looked at before.
    mutating func leaveLesson() -> Consequence {
        guard let run = lessonRun else { return .redraw }
        lessonRun = nil
        choices = run.before
        card = nil
        brush = nil
        inspection = nil
        stage = 0
        revealLayer()
        return .request
    }

    /// What keys do while a lesson is taken: a presenter's clicker goes through its steps, from an open card, too, unless that is a
    /// list with pages of its own that the step still needs.
    func lessonAction(for key: Key) -> Action? {
        guard let lessonRun, lessonRun.isDone || !(card is any ListCard) else { return nil }
        if Commands.nextPage.shortcut.keys.contains(key) { return .nextStep }
        if Commands.previousPage.shortcut.keys.contains(key) { return .previousStep }
        return nil
    }
}
