import Foundation

/// MT19937 (Matsumoto and Nishimura 1998) seeded and read as numpy's `RandomState(seed)` does, so that samplings are those
/// of the Python libraries.
public struct MersenneTwister: Sendable {
    private var state: [UInt32]
    private var position: Int
    /// The second of a pair of normal numbers.
    private var spareNormal: Double?

    /// - Parameter seed: the 32 lower bits count, as numpy takes no more.
    public init(seed: UInt64) {
        state = [UInt32](repeating: 0, count: 624)
        state[0] = UInt32(truncatingIfNeeded: seed)
        for index in 1..<624 {
            let previous = state[index - 1]
            state[index] = 1_812_433_253 &* (previous ^ previous >> 30) &+ UInt32(index)
        }
        position = 624
    }

    /// 32 random bits.
    public mutating func next() -> UInt32 {
        if position == 624 { refill() }
        var y = state[position]
        position += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9D2C_5680
        y ^= y << 15 & 0xEFC6_0000
        return y ^ y >> 18
    }

    private mutating func refill() {
        for index in 0..<624 {
            let bits = state[index] & 0x8000_0000 | state[(index + 1) % 624] & 0x7FFF_FFFF
            state[index] = state[(index + 397) % 624] ^ bits >> 1 ^ (bits & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        position = 0
    }

    /// numpy's `random_sample`: [0, 1) with 53 bits.
    public mutating func uniform() -> Double {
        let high = Double(next() >> 5)
        let low = Double(next() >> 6)
        return (high * 67_108_864 + low) / 9_007_199_254_740_992
    }

    /// numpy's `randint(0, bound)` and `choice(bound)`: masked words, those too large drawn again.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0 && bound <= 1 << 32)
        let greatest = UInt32(bound - 1)
        if greatest == 0 { return 0 }
        let mask = UInt32.max >> greatest.leadingZeroBitCount
        while true {
            let word = next() & mask
            if word <= greatest { return Int(word) }
        }
    }

    /// numpy's `standard_normal`: Marsaglia's polar method, the second of each pair first.
    public mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let square = x * x + y * y
            guard square < 1, square != 0 else { continue }
            let factor = (-2 * log(square) / square).squareRoot()
            spareNormal = factor * x
            return factor * y
        }
    }
}
