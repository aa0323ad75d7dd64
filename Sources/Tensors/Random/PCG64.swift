/// PCG XSL-RR 128/64 (O'Neill 2014) seeded and read as numpy's `default_rng(seed)` does.
public struct PCG64: Sendable {
    private var state: UInt128
    private let increment: UInt128

    private static let multiplier = UInt128(0x2360_ED05_1FC6_5DA4) << 64 | 0x4385_DF64_9FCC_F645

    public init(seed: UInt64) {
        let words = SeedSequence(seed).words(4).map { UInt128($0) }
        increment = (words[2] << 64 | words[3]) << 1 | 1
        state = increment &+ (words[0] << 64 | words[1])
        advance()
    }

    private mutating func advance() { state = state &* Self.multiplier &+ increment }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        advance()
        let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
        let turn = UInt64(truncatingIfNeeded: state >> 122)
        return folded >> turn | folded << ((64 &- turn) & 63)
    }

    /// numpy's `random`: [0, 1) with 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// numpy's `standard_normal`.
    public mutating func normal() -> Double { NormalZiggurat.shared.draw(from: &self) }
}
