import Words

/// What is wrong with a ZIP archive.
public struct ZipError: ModelFileError, Equatable {
    public enum Problem: Sendable, Equatable {
        case noDirectory
        case damagedDirectory
        case severalDisks
        case tooManyEntries(Int)
        case encrypted(String)
        case compression(String, method: Int)
        case headersDisagree(String)
        case overlap(String)
        case outside(String)
        case badName(String)
        case duplicateName(String)
        case impossibleSize(String, byteCount: Int, stored: Int)
        case tooLarge(String, byteCount: Int, limit: Int)
        case damaged(String)
    }

    public let path: String
    public let problem: Problem

    public static let examples: [ZipError] = [
        .noDirectory, .damagedDirectory, .severalDisks, .tooManyEntries(100_000), .encrypted("data.pkl"),
        .compression("data.pkl", method: 12), .headersDisagree("data.pkl"), .overlap("data.pkl"),
        .outside("data.pkl"), .badName("../data.pkl"), .duplicateName("data.pkl"),
        .impossibleSize("data.pkl", byteCount: 1 << 40, stored: 9),
        .tooLarge("data.pkl", byteCount: 1 << 40, limit: 1 << 20), .damaged("data.pkl"),
    ].map { (problem: Problem) in ZipError(path: "net.zip", problem: problem) }

    public var words: Words {
        switch problem {
        case .noDirectory:
            "\(path) is a zip archive without a table of contents at its end; was its download cut off?"
        case .damagedDirectory:
            "\(path) is damaged: the zip archive's table of contents cannot be read."
        case .severalDisks:
            "\(path) is one part of a zip archive that was split; join the parts first."
        case .tooManyEntries(let count):
            "\(path) is refused: its zip archive declares \(count) entries, more than any network has."
        case .encrypted(let name):
            "\(path): the entry \(name) is encrypted; save the network without a password."
        case .compression(let name, let method):
            "\(path): the entry \(name) is compressed by method \(method); only stored and deflated entries are read."
        case .headersDisagree(let name):
            "\(path) is refused: its zip archive says two different things about the entry \(name)."
        case .overlap(let name):
            "\(path) is refused: the entry \(name) of its zip archive overlaps another one."
        case .outside(let name):
            "\(path) is damaged: the entry \(name) does not lie within the file; was its download cut off?"
        case .badName(let name):
            "\(path) is refused: its zip archive has an entry with the unsafe name \(name)."
        case .duplicateName(let name):
            "\(path) is refused: its zip archive has two entries called \(name)."
        case .impossibleSize(let name, let byteCount, let stored):
            "\(path) is refused: the entry \(name) cannot hold \(byteCount) bytes in \(stored)."
        case .tooLarge(let name, let byteCount, let limit):
            "\(path) is refused: the entry \(name) has \(byteCount) bytes, more than the \(limit) it may have."
        case .damaged(let name):
            "\(path) is damaged: the entry \(name) does not have the contents that its checksum promises."
        }
    }
}
