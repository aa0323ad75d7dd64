/// Numbers that depend on their place only, so that many can be made at the same time.
public enum SplitMix64 {
    /// The generator's increment: the golden ratio's fraction of 2⁶⁴, made odd.
    static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The generator's output after one step from a state (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
    /// generators").
    public static func output(_ state: UInt64) -> UInt64 { finalized(state &+ increment) }

    /// The output function alone, which spreads every bit over all of them.
    public static func finalized(_ state: UInt64) -> UInt64 {
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// A number in 0..<1 with the 24 bits that a 32-bit float has.
    public static func fraction(_ state: UInt64) -> Float { Float(output(state) >> 40) * 0x1p-24 }
}
