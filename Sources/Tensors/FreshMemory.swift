import Foundation

/// Memory from the system: in huge pages where it is large, because clearing small pages one by one costs more than what
/// most layers compute.
public enum FreshMemory {
    private static let hugePage = 2 << 20

    /// Uninitialised memory, aligned for vectors, to be given back with `deallocate()`. Where there is none in spite of what
    /// `MemoryBudget` found, the program ends with a sentence.
    public static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let isLarge = byteCount >= 2 * hugePage
        var memory: UnsafeMutableRawPointer?
        let status = posix_memalign(&memory, isLarge ? hugePage : 64, max(byteCount, 64))
        guard status == 0, let start = memory else { endWithoutMemory() }
        if isLarge { madvise(start, byteCount, MADV_HUGEPAGE) }
        return start
    }

    /// Nothing is left to say it with but what stands in the program already.
    private static func endWithoutMemory() -> Never {
        let sentence: StaticString =
            "There is not enough memory; close other programs, or use a smaller network.\n"
        _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
        _exit(unavailable)
    }

    /// EX_UNAVAILABLE of sysexits.h.
    private static let unavailable: Int32 = 69
}
