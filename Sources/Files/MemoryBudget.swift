import Synchronization

/// How much memory and work a network may ask for: what a file says of sizes is asked of it before memory is taken.
///
/// Importers count the elements of the constants that they compute; a plan asks for what a pass will hold. The limit is what a
/// person allows (`--memory-limit`), or four times the file and half of the memory that is free when the budget is made.
public final class MemoryBudget: Sendable {
    /// Bytes that may be taken at once.
    public let byteLimit: Int
    /// The network's file, for errors.
    private let path: String
    private let counts: Mutex<Counts>

    private struct Counts {
        /// Elements that may be computed, and that were.
        var limit: Int
        var done = 0
    }

    /// What a person allows, in bytes; nil for the standard. Budgets that are there already keep theirs.
    public static var allowed: Int? {
        get { allowance.withLock { $0 } }
        set { allowance.withLock { $0 = newValue } }
    }

    private static let allowance = Mutex<Int?>(nil)

    /// Elements of constants that any file may ask for: as many as the largest classifiers have weights, which test files make of
    /// their shapes; masks and tables of positions have a hundredth of that.
    static let freeElements = 3 << 26
    /// Elements for each byte of a file: weights of four bits that go through four operators, each of which reads and writes
    /// them.
    private static let elementsPerByte = 16
    /// What one element takes on average: half of them are written, as floats, and stay.
    private static let bytesPerElement = 2

    /// For a network's file.
    public convenience init(for file: MappedFile) { self.init(path: file.path, fileSize: file.byteCount) }

    /// - Parameters:
    ///   - path: of the network's file, for errors.
    ///   - fileSize: in bytes.
    ///   - byteLimit: nil for what a person allows or the machine has.
    public init(path: String = "", fileSize: Int = 0, byteLimit: Int? = nil) {
        self.path = path
        self.byteLimit = byteLimit ?? Self.allowed ?? FreeMemory.byteCount() / 2 + 4 * fileSize
        counts = Mutex(Counts(limit: Self.freeElements))
        extend(fileSize: fileSize)
    }

    /// Counts a file that belongs to the network, such as one with its weights.
    public func extend(fileSize: Int) {
        counts.withLock { $0.limit += Self.elementsPerByte * fileSize }
    }

    /// The file is read once more, and what was computed before is given up: what its size pays for is there again, what any file
    /// may ask for is not.
    public func startAgain() {
        counts.withLock { $0.done = min($0.done, Self.freeElements) }
    }

    /// Counts elements of constants that are to be read or computed now.
    ///
    /// - Throws: ``MemoryBudgetError`` where they are more, with those before, than a file of this size has any use for, or would
    ///   take more memory than there is.
    public func spend(_ elements: Int, for name: String) throws(MemoryBudgetError) {
        let (total, limit) = counts.withLock { counts in
            let (sum, overflow) = counts.done.addingReportingOverflow(elements)
            counts.done = overflow ? .max : sum
            return (counts.done, min(counts.limit, byteLimit / Self.bytesPerElement))
        }
        guard total <= limit else { throw .elements(path, at: name, count: total, limit: limit) }
    }

    /// Asks for memory that is to be taken now; it is not counted.
    ///
    /// - Parameter name: of the layer that takes most of it.
    /// - Throws: ``MemoryBudgetError``.
    public func ask(_ byteCount: Int, for name: String) throws(MemoryBudgetError) {
        guard byteCount <= byteLimit else { throw .bytes(name, needed: byteCount, limit: byteLimit) }
    }
}
