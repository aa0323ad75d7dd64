import Words

/// Why a file that this module keeps cannot be written, where the system does not say it: a clause.
enum WriteObstacle: Refusal, Equatable {
    case diskFull
    /// Bytes.
    case tooLittleSpace(missing: Int, free: Int)
    case noFolder(String)
    /// A file that somebody else made.
    case nameTaken

    var kind: RefusalKind { .cannotCreate }

    static let examples: [WriteObstacle] = [
        .diskFull, .tooLittleSpace(missing: 2, free: 1), .noFolder("/models"), .nameTaken,
    ]

    var words: Words {
        switch self {
        case .diskFull: "the disk is full"
        case .tooLittleSpace(let missing, let free):
            "\(missing.asMegabytes) are missing and the disk has \(free.asMegabytes) left"
        case .noFolder(let path): "the folder \(path) cannot be made"
        case .nameTaken: "there is another file of this name"
        }
    }
}
