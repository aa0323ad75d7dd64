import Words

/// What a folder has for the program: folders, pictures, networks and sessions.
struct FileListing: Equatable, Sendable {
    enum Kind: Int, Sendable {
        case folder, picture, network, session
    }

    struct Entry: Equatable, Sendable {
        let name: String
        let path: String
        let kind: Kind
    }

    let folder: String
    /// Folders first, each kind by name.
    let entries: [Entry]
    /// Whether there is more than is listed.
    let isCut: Bool

    /// Entries beyond this are left out.
    static let limit = 5000
}

/// A folder without pictures.
struct EmptyFolder: Refusal, Equatable {
    let folder: String

    var kind: RefusalKind { .noInput }

    var words: Words { "There are no pictures in \(folder)." }

    static let examples = [EmptyFolder(folder: "/nowhere")]
}

/// A folder that cannot be looked into.
struct FileListingError: Refusal, Equatable {
    let folder: String

    var kind: RefusalKind { .noInput }

    var words: Words { "\(folder) cannot be looked into: it is no folder, or you may not read it." }

    static let examples = [FileListingError(folder: "/nowhere")]
}
