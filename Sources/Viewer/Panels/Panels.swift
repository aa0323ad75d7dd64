import Explanations

/// All cards of the window. The buttons above the answer stand in this order from the right.
enum Panels {
    static let all: [any Panel.Type] = [
        MethodsPanel.self, OptionsPanel.self, ModelMenu.self, Browser.self, ClassPanel.self, LayerPanel.self,
        ExportPanel.self, ComparePanel.self, EvaluatePanel.self, GuidePanel.self, LanguageMenu.self,
        KeysPanel.self, NetworkSettings.self, MessagesPanel.self, LessonsPanel.self,
        TrainingCard.self, VariationPanel.self, SetCard.self,
    ]

    /// Those that ask something: they are opened by what has to be asked.
    static let questions: [any Panel.Type] = [Saving.self]

    static func named(_ name: String) -> (any Panel.Type)? { all.first { $0.name == name } }

    /// Draws the card that is open.
    static func draw(in scene: Scene) {
        (scene.state.card as? any Panel)?.draw(in: scene)
    }
}
