import Words

/// The errors of this module.
public enum StudiesRefusals {
    public static let all: [any Refusal.Type] = [StudyObstacle.self]
}
