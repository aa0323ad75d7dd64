import Explanations

extension ViewerState {
    /// The options of the mode that change something in what is shown: one picture of two classes has colours of its own.
    var settings: [MethodOption] {
        let all = mode.settings(beside: options)
        guard choices.target?.contains(" versus ") == true, let answer, answer.question.method == mode.name,
            case .sheet = answer.content, answer.explanation.regions == nil
        else { return all }
        let ofHeat: Set = ["colormap", "opacity", "blend", "view", "values"]
        return all.filter { !ofHeat.contains($0.name) }
    }
}
