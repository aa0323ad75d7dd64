import Words

/// What a person has to know to read a method's picture.
public struct MethodGuide: Sendable, Equatable {
    /// What is computed, in a few plain sentences.
    public let computes: Words
    /// The same as a formula.
    public let formula: Words
    /// How to read the picture.
    public let reading: Words
    /// What the picture cannot tell.
    public let limits: Words
    /// The paper.
    public let reference: String
}
