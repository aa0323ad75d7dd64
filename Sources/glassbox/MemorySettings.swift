import CLinux

/// How the system's allocator treats memory that is freed.
enum MemorySettings {
    /// The most that glibc takes from its heaps; larger blocks have pages of their own.
    private static let blockLimit: Int32 = 8 << 20
    /// Bytes that stay at the end of a heap.
    private static let reserve: Int32 = 16 << 20

    /// Keeps freed pages for the next picture. By default glibc gives blocks of some hundred kilobytes back to the system,
    /// and the fresh pages for the next one, cleared one by one, take longer than what is computed in them.
    static func apply() {
        mallopt(M_MMAP_THRESHOLD, blockLimit)
        mallopt(M_TRIM_THRESHOLD, reserve)
    }
}
