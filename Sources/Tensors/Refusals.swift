import Words

/// The errors of this module.
public enum TensorsRefusals {
    public static let all: [any Refusal.Type] = [NPYError.self]
}
