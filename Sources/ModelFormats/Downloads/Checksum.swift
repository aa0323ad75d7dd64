/// What a publisher says of a file's content, in lower-case hexadecimal digits.
public enum Checksum: Sendable, Equatable {
    case sha256(String)
    /// The first digits of the SHA-256 sum.
    case sha256Prefix(String)
    case md5(String)
}
