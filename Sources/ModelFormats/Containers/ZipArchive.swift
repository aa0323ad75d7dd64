import Files
import Tensors

/// A ZIP archive read where it lies in a mapped file (PKWARE APPNOTE 6.3.10: stored and deflated entries, ZIP64).
///
/// Nothing is ever written to disk, and an entry's name is only a name. The table of contents and every local header
/// are checked when the archive is opened: entries that overlap, whose two headers disagree, that are encrypted, that
/// declare more than deflate can hold, or whose name leaves the archive's folder are refused.
public struct ZipArchive: Sendable {
    /// One file of the archive.
    public struct Entry: Sendable, Equatable {
        /// With `/` between folders.
        public let name: String
        public let isDeflated: Bool
        /// Bytes after decompression, as declared.
        public let byteCount: Int
        /// Where the stored or deflated bytes lie in the file.
        public let range: Range<Int>
        let checksum: UInt32
    }

    public let path: String
    /// In the order of the table of contents; folders are left out.
    public let entries: [Entry]
    private let file: MappedFile
    private let positions: [String: Int]

    /// More entries than any network has.
    static let entryLimit = 1_000_000

    /// Whether the file starts as an archive with at least one entry does.
    public static func matches(_ file: MappedFile) -> Bool {
        file.bytes.number(UInt32.self, at: 0) == ZipDirectory.localSignature
    }

    /// Reads and checks the table of contents.
    ///
    /// - Throws: ``ZipError``.
    public init(_ file: MappedFile) throws(ZipError) {
        self.file = file
        path = file.path
        let entries = try ZipDirectory(file).entries()
        var positions: [String: Int] = [:]
        for (index, entry) in entries.enumerated()
        where positions.updateValue(index, forKey: entry.name) != nil {
            throw ZipError(path: path, problem: .duplicateName(entry.name))
        }
        self.entries = entries
        self.positions = positions
    }

    public func entry(named name: String) -> Entry? { positions[name].map { entries[$0] } }

    /// The bytes of a stored entry where they lie, not checked against the checksum; nil for a deflated one.
    ///
    /// They are valid as long as the mapped file is kept.
    public func storedBytes(of entry: Entry) -> UnsafeRawBufferPointer? {
        entry.isDeflated ? nil : UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
    }

    /// A copy of an entry's bytes, decompressed and checked against its checksum.
    ///
    /// - Parameter limit: the most bytes that the entry may have.
    /// - Throws: ``ZipError``.
    public func contents(of entry: Entry, limit: Int) throws(ZipError) -> [UInt8] {
        guard entry.byteCount <= limit else {
            throw ZipError(
                path: path, problem: .tooLarge(entry.name, byteCount: entry.byteCount, limit: limit))
        }
        let source = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
        let contents = entry.isDeflated ? Inflation.bytes(of: source, count: entry.byteCount) : Array(source)
        guard let contents, Inflation.checksum(contents) == entry.checksum else {
            throw ZipError(path: path, problem: .damaged(entry.name))
        }
        return contents
    }
}

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

    public var description: String {
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
