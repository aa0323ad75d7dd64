import Words

/// The errors of this module.
public enum FiguresRefusals {
    public static let all: [any Refusal.Type] = [FigureError.self]
}
