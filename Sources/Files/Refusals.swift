import Words

/// The errors of this module.
public enum FilesRefusals {
    public static let all: [any Refusal.Type] = [FileError.self, MemoryBudgetError.self]
}
