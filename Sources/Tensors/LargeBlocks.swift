import Synchronization

/// Memory of large tensors, kept for a while after use: clearing fresh pages costs more than what most layers compute.
enum LargeBlocks {
    private struct Cache {
        /// The oldest first.
        var blocks: [Block] = []
        var byteCount = 0
    }

    /// Sendable as the memory that it owns: nobody else knows the address.
    private struct Block: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
        let byteCount: Int
    }

    /// Smaller blocks are left to the system's allocator.
    static let threshold = 1 << 20
    /// Bytes kept for later at most.
    private static let limit = 64 << 20
    private static let cache = Mutex(Cache())

    /// Uninitialised memory of at least ``threshold`` bytes.
    static func take(_ byteCount: Int) -> UnsafeMutableRawPointer {
        let known = cache.withLock { cache -> Block? in
            guard let index = cache.blocks.lastIndex(where: { $0.byteCount == byteCount }) else {
                return nil
            }
            cache.byteCount -= byteCount
            return cache.blocks.remove(at: index)
        }
        if let known { return known.start }
        return FreshMemory.allocate(byteCount: byteCount)
    }

    /// Gives memory back; what is kept beyond the limit goes to the system, the oldest first.
    static func give(_ start: UnsafeMutableRawPointer, byteCount: Int) {
        let block = Block(start: start, byteCount: byteCount)
        let surplus = cache.withLock { cache in
            cache.blocks.append(block)
            cache.byteCount += block.byteCount
            var surplus: [Block] = []
            while cache.byteCount > limit {
                let oldest = cache.blocks.removeFirst()
                cache.byteCount -= oldest.byteCount
                surplus.append(oldest)
            }
            return surplus
        }
        for block in surplus { block.start.deallocate() }
    }
}
