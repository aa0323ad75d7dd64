import ModelFormats

/// What a person says of the network.
extension ViewerState {
    /// Loads the network anew with what is said of it; layer and class stay as far as they are there.
    mutating func describe(_ choice: ModelChoice) -> Consequence {
        guard choice != choices.modelChoice else { return .redraw }
        if model != nil, refusedModel == nil {
            questionBefore = (choices.modelChoice, choices.layerName, choices.classChoice)
        }
        if choice.name != choices.modelChoice.name {
            choose(choice)
        } else {
            choices.modelChoice = choice
        }
        return .request
    }

    /// Names the classes of the network by a file.
    mutating func open(labels path: String) {
        var choice = choices.modelChoice
        choice.settings.labels = path
        _ = describe(choice)
        if card is NetworkSettings { card = NetworkSettings(of: choice) }
    }

    /// Changes what the card for it says, and tries it.
    mutating func editSettings(_ edit: (inout NetworkSettings) -> Void) -> Consequence {
        described(edit).map { describe($0) } ?? .redraw
    }

    /// Keeps beside a network's file what is said of it.
    mutating func rememberSettings() -> Consequence {
        described { _ in }.map { .remember($0) } ?? .redraw
    }

    /// The network with what the card says; nil where that is not open, or says in it what cannot be understood.
    private mutating func described(_ edit: (inout NetworkSettings) -> Void) -> ModelChoice? {
        guard var settings = card as? NetworkSettings else { return nil }
        edit(&settings)
        let described = settings.described()
        card = settings
        return described
    }
}
