import GoldenData
import Tensors

/// Random numbers from a seed.
public struct Draw {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed << 32
    }

    public mutating func whole(_ range: ClosedRange<Int>) -> Int {
        state += 1
        return range.lowerBound + Int(SplitMix64.output(state) % UInt64(range.count))
    }

    public mutating func one<Element>(of elements: [Element]) -> Element {
        elements[whole(0...elements.count - 1)]
    }

    public mutating func tensor(_ shape: Shape) -> Tensor {
        state += 1
        return uniform(shape, index: state & 0xFFFF_FF)
    }
}
