import COneDNN
import Tensors

/// A pool of aligned blocks, so that a pass reuses the pages of an earlier one instead of asking for fresh ones.
///
/// Confined to the compute queue, as everything that touches oneDNN is.
final class BufferPool {
    private var free: [Int: [UnsafeMutableRawPointer]] = [:]
    /// Bytes of the blocks that nobody uses.
    private var freeBytes = 0

    func take(_ byteCount: Int) -> (UnsafeMutableRawPointer, capacity: Int) {
        let capacity = Self.capacity(byteCount)
        if let block = free[capacity]?.popLast() {
            freeBytes -= capacity
            return (block, capacity)
        }
        return (FreshMemory.allocate(byteCount: capacity), capacity)
    }

    func give(_ block: UnsafeMutableRawPointer, capacity: Int) {
        free[capacity, default: []].append(block)
        freeBytes += capacity
    }

    /// Gives blocks that nobody uses back to the system, the largest first, until there are no more than `limit` bytes of them.
    func trim(to limit: Int = 0) {
        for capacity in free.keys.sorted(by: >) where freeBytes > limit {
            while freeBytes > limit, let block = free[capacity]?.popLast() {
                block.deallocate()
                freeBytes -= capacity
            }
            if free[capacity]?.isEmpty == true { free[capacity] = nil }
        }
    }

    deinit { trim() }

    /// Sizes are rounded up to an eighth of a power of two, so that layers of almost the same size share blocks.
    private static func capacity(_ byteCount: Int) -> Int {
        let size = max(byteCount, 256)
        let step = 1 << (Int.bitWidth - 1 - size.leadingZeroBitCount - 3)
        return (size + step - 1) / step * step
    }
}

/// A block of a pool, given back with the last reference.
final class Buffer {
    let bytes: UnsafeMutableRawPointer
    private let capacity: Int
    private let pool: BufferPool

    init(byteCount: Int, pool: BufferPool) {
        (bytes, capacity) = pool.take(byteCount)
        self.pool = pool
    }

    deinit { pool.give(bytes, capacity: capacity) }
}

/// Floats in some layout, ready to be an argument of a primitive.
public final class Memory {
    public let descriptor: MemoryDescriptor
    let handle: dnnl_memory_t
    let bytes: UnsafeMutableRawPointer
    private let owner: AnyObject?
    /// What a view shows, row by row, once somebody needed that.
    var rows: Memory?

    /// Memory over bytes that `owner` keeps alive.
    init(
        _ descriptor: MemoryDescriptor, bytes: UnsafeMutableRawPointer, owner: AnyObject?,
        engine: dnnl_engine_t
    ) throws(EngineError) {
        var handle: dnnl_memory_t?
        try check(
            onednn_memory_create(&handle, descriptor.handle, engine, bytes),
            .makeMemory(descriptor.shape))
        self.handle = handle!
        self.descriptor = descriptor
        self.bytes = bytes
        self.owner = owner
    }

    /// The same bytes under another descriptor.
    ///
    /// - Parameter offset: elements before the descriptor's first; it ends with the memory at the latest.
    func alias(_ descriptor: MemoryDescriptor, offset: Int = 0, engine: dnnl_engine_t) throws(EngineError)
        -> Memory
    {
        try Memory(descriptor, bytes: bytes + 4 * offset, owner: self, engine: engine)
    }

    /// The floats in the order in which they lie in memory.
    var floats: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(
            start: bytes.assumingMemoryBound(to: Float.self), count: descriptor.byteCount / 4)
    }

    deinit { dnnl_memory_destroy(handle) }
}
