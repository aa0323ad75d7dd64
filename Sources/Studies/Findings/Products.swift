import Dispatch
import Synchronization

/// Which of many vectors are nearly the same.
enum Products {
    /// Vectors that are compared at a time with all after them.
    private static let block = 16

    /// The pairs of rows whose inner product is above a limit, in the order of the first, then of the second.
    ///
    /// - Parameters:
    ///   - rows: `count` × `length`.
    ///   - most: pairs that are looked for at most.
    static func pairs(
        above limit: Float, _ rows: [Float], count: Int, length: Int, most: Int = 1 << 20
    ) -> [(Int, Int)] {
        let found = Mutex<[(Int, Int)]>([])
        let blocks = (count + block - 1) / block
        rows.withUnsafeBufferPointer { rows in
            // Only read.
            nonisolated(unsafe) let rows = rows
            DispatchQueue.concurrentPerform(iterations: blocks) { number in
                var own: [(Int, Int)] = []
                for one in number * block..<min((number + 1) * block, count) {
                    for other in one + 1..<max(count, one + 1) {
                        if product(rows, one * length, other * length, length) > limit {
                            own.append((one, other))
                        }
                    }
                }
                found.withLock { if $0.count < most { $0 += own } }
            }
        }
        return found.withLock { $0 }.sorted { $0 < $1 }
    }

    @inline(__always)
    private static func product(
        _ rows: UnsafeBufferPointer<Float>, _ one: Int, _ other: Int, _ length: Int
    ) -> Float {
        let bytes = UnsafeRawBufferPointer(rows)
        var sum = SIMD16<Float>.zero
        let wide = length / 16
        for index in 0..<wide {
            sum +=
                bytes.loadUnaligned(fromByteOffset: 4 * (one + 16 * index), as: SIMD16<Float>.self)
                * bytes.loadUnaligned(fromByteOffset: 4 * (other + 16 * index), as: SIMD16<Float>.self)
        }
        var total = sum.sum()
        for index in 16 * wide..<length { total += rows[one + index] * rows[other + index] }
        return total
    }
}
