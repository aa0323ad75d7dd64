import Words

/// The errors of this module that a person can be told.
public enum ExplanationRefusals {
    public static let all: [any Refusal.Type] = [QuestionError.self, Obstacle.self, TargetError.self]
}
