/// Going through a lesson, with the cards that its steps open.
extension ViewerState {
    mutating func performInLesson(_ action: Action) -> Consequence {
        guard let run = lessonRun else { return .redraw }
        let consequence: Consequence
        switch action {
        case .nextStep: consequence = nextStep()
        case .previousStep: consequence = previousStep()
        case .showStep:
            guard !run.present.show.isEmpty else { return .redraw }
            docked = nil
            show(run.present.show)
            return opened(run.present.show["panel"]?.text, after: .request)
        default: consequence = leaveLesson()
        }
        if let run = lessonRun { return opened(run.present.start["panel"]?.text, after: consequence) }
        // After the last step the next lesson can be chosen.
        if action == .nextStep, !run.lesson.isForFirstStart {
            card = lessons.isEmpty ? nil : LessonsPanel(in: self)
        }
        return consequence
    }

    /// Opens a card that a step names.
    private mutating func opened(_ name: String?, after consequence: Consequence) -> Consequence {
        guard let name, let panel = Panels.named(name), !panel.isOpen(in: self) else { return consequence }
        _ = toggle(name)
        return consequence
    }
}
