import Files
import Tensors

/// A ZIP archive read where it lies in a mapped file (PKWARE APPNOTE 6.3.10: stored and deflated entries, ZIP64).
///
/// Nothing is ever written to disk, and an entry's name is only a name. The table of contents and every local header
/// are checked when the archive is opened: entries that overlap, disagree with their second header, are encrypted,
/// declare more than deflate can hold, or have a name that leaves the archive's folder are refused.
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
    /// The entries in the order of the table of contents; folders are left out.
    public let entries: [Entry]
    private let file: MappedFile
    private let positions: [String: Int]

    /// More entries than any network has.
    static let entryLimit = 1_000_000

    /// Entries below that size are read whatever the memory.
    private static let freeByteCount = 64 << 20

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
    /// - Parameter limit: the most bytes that the entry may have, if there is as much memory for it.
    /// - Throws: ``ZipError``.
    public func contents(of entry: Entry, limit: Int) throws(ZipError) -> [UInt8] {
        // What is asked of the system is no matter for small ones; some of the large ones are copied once more.
        let limit =
            entry.byteCount < Self.freeByteCount ? limit : min(limit, MemoryBudget(for: file).byteLimit / 2)
        guard entry.byteCount <= limit else {
            throw ZipError(
                path: path, problem: .tooLarge(entry.name, byteCount: entry.byteCount, limit: limit))
        }
        let source = UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
        let contents = entry.isDeflated ? Inflation.bytes(of: source, count: entry.byteCount) : Array(source)
        guard let contents, contents.withUnsafeBytes(CRC32.value) == entry.checksum else {
            throw ZipError(path: path, problem: .damaged(entry.name))
        }
        return contents
    }
}
