import Tensors

/// Numbers for files that are damaged by chance, the same in every run.
struct Draws {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed << 32
    }

    /// A number below `bound`.
    mutating func next(below bound: Int) -> Int {
        state += 1
        return Int(SplitMix64.output(state) % UInt64(bound))
    }
}
