import ModelFormats

/// Which targets a network can be asked about.
public enum TargetFit {
    /// The forms of those that fit, in the order of the list.
    public static func forms(for model: Model) -> [String] {
        let kinds = model.graph.outputs.map(model.kind(of:))
        var given: Set<TargetError.Need> = model.graph.logits == nil ? [] : [.classScores]
        for kind in kinds {
            switch kind {
            case .classMaps: given.insert(.classMaps)
            case .boxes: given.insert(.boxes)
            default: break
            }
        }
        return Targets.all.filter { $0.need.map(given.contains) ?? true }.map { $0.form }
    }

    /// What is explained of a network without class scores where nothing is asked: the class that covers most of the photo, the
    /// surest box, or the number of a regression; nil for other networks.
    public static func standard(for model: Model) -> (any Target)? {
        guard model.graph.logits == nil else { return nil }
        for output in model.graph.outputs {
            switch model.kind(of: output) {
            case .classMaps: return RegionTarget("region class #1")
            case .boxes: return DetectionTarget("detection 1")
            default: break
            }
        }
        return model.numbers.first.flatMap { ValueTarget("value 0 of \($0.name)") }
    }
}
