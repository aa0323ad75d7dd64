import Foundation

/// Memory from the system: in huge pages where it is large, because clearing small pages one by one costs more than what
/// most layers compute.
public enum FreshMemory {
    private static let hugePage = 2 << 20

    /// Uninitialised memory, aligned for vectors, to be given back with `deallocate()`.
    public static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let isLarge = byteCount >= 2 * hugePage
        let start = UnsafeMutableRawPointer.allocate(
            byteCount: max(byteCount, 64), alignment: isLarge ? hugePage : 64)
        if isLarge { madvise(start, byteCount, MADV_HUGEPAGE) }
        return start
    }
}
