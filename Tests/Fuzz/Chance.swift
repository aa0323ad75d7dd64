import Tensors

/// Random numbers from a seed: the same everywhere, whatever was drawn for other inputs.
struct Chance {
    private var state: UInt64

    init(format: String, seed: UInt64, index: UInt64) {
        // FNV-1a.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in format.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = SplitMix64.output(SplitMix64.output(hash ^ SplitMix64.output(seed)) &+ index)
    }

    mutating func next() -> UInt64 {
        defer { state &+= 0x9E37_79B9_7F4A_7C15 }
        return SplitMix64.output(state)
    }

    /// A number below `bound`, 0 for none.
    mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

    mutating func isTrue(percent: Int) -> Bool { below(100) < percent }

    /// - Parameter elements: not empty.
    mutating func one<Elements: RandomAccessCollection>(of elements: Elements) -> Elements.Element {
        elements[elements.index(elements.startIndex, offsetBy: below(elements.count))]
    }

    /// A range of at most `most` elements inside `0..<count`; empty for none.
    mutating func range(in count: Int, atMost most: Int = .max) -> Range<Int> {
        guard count > 0 else { return 0..<0 }
        let start = below(count)
        // Short ranges more often than long ones.
        let longest = min(count - start, most, 1 << below(17))
        return start..<start + 1 + below(longest)
    }

    /// A number at which arithmetic and memory end.
    mutating func edge() -> UInt64 {
        switch below(4) {
        case 0: UInt64(below(64))
        case 1: UInt64.max &- UInt64(below(8))
        case 2: (1 << UInt64(below(64))) &+ UInt64(bitPattern: Int64(below(3) - 1))
        default: one(of: Self.edges)
        }
    }

    private static let edges: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000,
        0xFFFF_FFFF, 0x1_0000_0000, 0x3FFF_FFFF_FFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000,
        0x8000_0000_0000_0001, 0xFFFF_FFFF_8000_0000, 1000, 100_000, 10_000_000, 1_000_000_000,
    ]
}
