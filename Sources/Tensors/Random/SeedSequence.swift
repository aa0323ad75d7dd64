/// numpy's `SeedSequence`: stretches one seed into words that start a generator (O'Neill 2015, "Developing a seed_seq
/// alternative"; numpy 2).
struct SeedSequence {
    private var pool: [UInt32]

    init(_ seed: UInt64) {
        pool = [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32), 0, 0]
        var multiplier: UInt32 = 0x43B0_D7E5
        func hashed(_ word: UInt32) -> UInt32 {
            let mixed = word ^ multiplier
            multiplier &*= 0x931E_8875
            return Self.folded(mixed &* multiplier)
        }
        for index in pool.indices { pool[index] = hashed(pool[index]) }
        for source in pool.indices {
            for target in pool.indices where target != source {
                pool[target] = Self.folded(
                    0xCA01_F9DD &* pool[target] &- 0x4973_F715 &* hashed(pool[source]))
            }
        }
    }

    /// The first words of 64 bits.
    func words(_ count: Int) -> [UInt64] {
        var multiplier: UInt32 = 0x8B51_F9DD
        let halves = (0..<2 * count).map { index in
            let mixed = pool[index % pool.count] ^ multiplier
            multiplier &*= 0x58F3_8DED
            return UInt64(Self.folded(mixed &* multiplier))
        }
        return (0..<count).map { halves[2 * $0] | halves[2 * $0 + 1] << 32 }
    }

    private static func folded(_ word: UInt32) -> UInt32 { word ^ word >> 16 }
}
