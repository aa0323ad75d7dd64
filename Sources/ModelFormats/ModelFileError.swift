import Words

/// A model file that is damaged or holds what cannot be used. Its sentence names the file.
public protocol ModelFileError: Refusal {
    var path: String { get }
}

extension ModelFileError {
    public var kind: RefusalKind { .badData }
}
