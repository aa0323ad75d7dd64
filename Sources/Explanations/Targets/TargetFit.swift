import ModelFormats

/// Which targets a network can be asked about.
enum TargetFit {
    /// The forms of those that fit, in the order of the list.
    static func forms(for model: Model) -> [String] {
        Targets.all.filter { model.graph.logits != nil || !$0.needsClassScores }.map { $0.form }
    }
}
