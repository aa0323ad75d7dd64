/// How many bytes of tensors may be read out of an archive: several tensors can stand for the same bytes, and ask for many times as
/// much as the file has.
struct TensorAllowance {
    private var rest: Int

    init(fileSize: Int) {
        rest = 8 * fileSize + 1 << 26
    }

    /// Counts bytes that are to be read now.
    ///
    /// - Returns: false where they are too many, then and ever after.
    mutating func takes(_ byteCount: Int) -> Bool {
        rest = byteCount > rest ? -1 : rest - byteCount
        return rest >= 0
    }
}
