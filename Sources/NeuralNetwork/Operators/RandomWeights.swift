import Tensors

/// Random numbers in place of an operation's weights: uniform, of the mean and the deviation that the trained ones have, so
/// that activations keep their size.
///
/// They depend on a seed and their place only, so that many can be made at the same time.
public struct RandomWeights: Sendable {
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Numbers for one of an operation's operations.
    ///
    /// - Parameter index: which of them.
    func part(_ index: Int) -> RandomWeights {
        RandomWeights(seed: SplitMix64.output(seed) &+ UInt64(index + 2))
    }

    /// Numbers of a tensor's shape, mean and standard deviation.
    ///
    /// - Parameter index: which of the operation's tensors it is.
    func like(_ tensor: Tensor, _ index: UInt64 = 0) -> Tensor {
        let seed = SplitMix64.output(seed &+ index << 32)
        let (mean, deviation) = Self.statistics(tensor)
        // A uniform distribution of width 1 has the deviation 1/√12.
        let width = Float(deviation * 12.0.squareRoot())
        let least = Float(mean) - width / 2
        return Tensor(tensor.shape) { values in
            // Each part of the work writes its own elements.
            nonisolated(unsafe) let values = values
            inParts(values.count, each: 1) { part in
                for position in part {
                    values[position] = least + width * SplitMix64.fraction(seed &+ UInt64(position))
                }
            }
        }
    }

    private static func statistics(_ tensor: Tensor) -> (mean: Double, deviation: Double) {
        tensor.withUnsafeBufferPointer { values in
            var (sum, squares) = (0.0, 0.0)
            for value in values {
                sum += Double(value)
                squares += Double(value) * Double(value)
            }
            let count = Double(max(values.count, 1))
            let mean = sum / count
            return (mean, max(0, squares / count - mean * mean).squareRoot())
        }
    }
}
