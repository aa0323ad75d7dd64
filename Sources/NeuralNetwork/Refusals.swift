import Words

/// The errors of this module that a person can be told.
public enum NeuralNetworkRefusals {
    public static let all: [any Refusal.Type] = [
        GraphError.self, ShapeError.self, EngineError.self, BackwardPassError.self,
        UncomputedInput.self,
    ]
}
