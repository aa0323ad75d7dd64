import Tensors

/// Where an architecture gets its parameters: by name and shape, in the order in which it asks.
public protocol Weights {
    /// - Throws: when there is no such tensor or it has another shape.
    mutating func tensor(_ name: String, _ shape: Shape) throws -> Tensor

    /// The shape of a tensor, from which a builder reads what varies, such as the number of classes; nil where the
    /// source has no such tensor or gives any shape.
    func shape(of name: String) -> Shape?
}

/// Weights drawn from a seed, the same everywhere: for tests, timings and the randomisation check.
///
/// Element i of the t-th tensor asked for is (2u − 1)·bound, where u are the upper 24 bits of SplitMix64 of
/// seed + (t << 40) + i as a fraction. The bound is √(6 / inputs of one output) for weights (He's uniform
/// initialisation) and 0.05 for vectors. Scales and variances of normalisations, which a network begins with at 1, are 1 more: with
/// negative variances nothing would be a number.
public struct RandomWeights: Weights {
    private let seed: UInt64
    private var index: UInt64 = 0

    public init(seed: UInt64) {
        self.seed = seed
    }

    public mutating func tensor(_ name: String, _ shape: Shape) -> Tensor {
        defer { index += 1 }
        let inputs = shape.withoutBatch.count
        let bound = shape.rank > 1 ? (6 / Double(inputs)).squareRoot() : 0.05
        let values = Self.uniform(shape, bound: Float(bound), seed: seed &+ index << 40)
        guard shape.rank == 1, Self.beginsAtOne(name) else { return values }
        return Tensor(shape, values.values.map { 1 + $0 })
    }

    public func shape(of name: String) -> Shape? { nil }

    /// Whether a vector scales what a normalisation puts out, or is a variance, by PyTorch's or Keras's name.
    private static func beginsAtOne(_ name: String) -> Bool {
        let last = name.split { "./".contains($0) }.last.map { $0.split(separator: ":")[0] } ?? ""
        return ["weight", "gamma", "running_var", "moving_variance"].contains(String(last))
    }

    /// Values in [−bound, bound).
    public static func uniform(_ shape: Shape, bound: Float, seed: UInt64) -> Tensor {
        Tensor(
            shape,
            inParallel: { position in
                (2 * SplitMix64.fraction(seed &+ UInt64(position)) - 1) * bound
            })
    }
}
