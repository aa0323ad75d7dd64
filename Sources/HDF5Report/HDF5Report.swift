/// What the program that reads HDF5 files tells the one that started it.
public enum HDF5Report: Sendable, Equatable {
    case contents(HDF5Contents)
    case problem(HDF5Problem)
}

/// The groups, text attributes and arrays of an HDF5 file.
public struct HDF5Contents: Sendable, Equatable {
    /// One array.
    public struct Dataset: Sendable, Equatable {
        /// Where the values lie.
        public enum Values: Sendable, Equatable {
            /// Little-endian 32-bit floats without gaps, at a byte offset in the HDF5 file.
            case inFile(Int)
            /// The same at a byte offset in the result, which is a multiple of 64: they were compressed, in chunks, or
            /// of another type of floats.
            case decoded(Int)
            /// No floats.
            case other
        }

        /// Extents, outermost first.
        public let shape: [Int]
        public let values: Values

        public init(shape: [Int], values: Values) {
            self.shape = shape
            self.values = values
        }
    }

    /// Text attributes by the path of their group (empty for the root, no slash at the ends) and their name.
    public var attributes: [String: [String: [String]]] = [:]
    /// The arrays by their paths.
    public var datasets: [String: Dataset] = [:]

    public init() {}
}

/// Why an HDF5 file was not read; the texts are paths inside the file.
public enum HDF5Problem: Sendable, Equatable {
    case notReadable
    case objectNotReadable(String)
    case softLink(String)
    case externalLink(String)
    case externalStorage(String)
    case virtualStorage(String)
    case tooLarge(String, declared: Int, stored: Int)
    case tooDeep(String)
    case tooManyObjects
}

/// Limits that the reading program keeps.
public enum HDF5Limits {
    /// Declared bytes of one array or of all that are decoded.
    public static let declaredBytes = 4 << 30
    /// Declared bytes for each one that is stored.
    public static let expansion = 1000
    public static let depth = 24
    public static let objects = 100_000
    /// Bytes of all text attributes.
    public static let textBytes = 64 << 20
    /// Address space for reading without what is decoded.
    public static let addressSpace = 1 << 30
    /// Seconds of the processor for a file of a size: two, and what 50 MB/s take.
    public static func seconds(forFileOf byteCount: Int) -> Int { 2 + byteCount / 50_000_000 }
    /// Seconds until it has to be done: a busy machine gives it little of the processor, a slow disk keeps it waiting.
    public static func patience(forFileOf byteCount: Int) -> Int { 30 * seconds(forFileOf: byteCount) }
}
