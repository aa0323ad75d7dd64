/// An error that a person can be told: a sentence that says what is wrong, with what, and what to do about it.
///
/// Errors are enums of facts; ``words`` is the one place where their wording stands.
public protocol Refusal: Error, CustomStringConvertible {
    var words: Words { get }
    var kind: RefusalKind { get }
    /// One of each case, from which the tests learn every template that may be shown.
    static var examples: [Self] { get }
}

extension Refusal {
    /// The sentence in English.
    public var description: String { words.english }
}

/// Whose fault an error is, and so what the program's exit code is (sysexits.h).
public enum RefusalKind: Sendable, CaseIterable {
    /// Something was asked for that does not exist.
    case usage
    /// A file was read and its contents cannot be used.
    case badData
    /// A file is missing or cannot be read.
    case noInput
    /// The question is a good one, but there is no answer to it here.
    case unavailable
    /// A file cannot be written.
    case cannotCreate
    /// Standard output is full or closed.
    case outputLost
    case cancelled
    case `internal`
}
