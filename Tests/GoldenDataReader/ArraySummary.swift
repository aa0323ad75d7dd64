import Foundation
import Tensors

/// The figures by which a large array is recognised; `GoldenData/reference/summary.py` says how they are made.
public struct ArraySummary: Decodable, Sendable {
    public let norm: Double
    public let sum: Double
    public let samples: [Double]
    public let projections: [Double]

    public init(norm: Double, sum: Double, samples: [Double], projections: [Double]) {
        self.norm = norm
        self.sum = sum
        self.samples = samples
        self.projections = projections
    }

    /// An estimate of ‖found − expected‖ / ‖expected‖ from the projections, and the largest deviation of the other
    /// figures in the same unit, whichever is greater.
    public func relativeError(of found: Tensor) -> Double {
        let products = found.withUnsafeBufferPointer { values in
            (0..<projections.count).map { vector in
                let offset = UInt64(vector + 1) << 32
                var product = 0.0
                for (index, value) in values.enumerated() {
                    product +=
                        SplitMix64.output(offset + UInt64(index)) >> 63 == 0 ? Double(value) : -Double(value)
                }
                return product
            }
        }
        let squares = zip(products, projections).map { ($0 - $1) * ($0 - $1) }
        let unit = norm > 0 ? norm : 1
        let projected = (squares.reduce(0, +) / Double(squares.count)).squareRoot() / unit
        let foundNorm = found.withUnsafeBufferPointer { $0.reduce(0) { $0 + Double($1) * Double($1) } }
            .squareRoot()
        guard foundNorm.isFinite else { return .infinity }
        let sampled = samples.enumerated().map { index, expected in
            abs(Double(found[Int(SplitMix64.output(UInt64(index)) % UInt64(found.count))]) - expected) / unit
        }
        return max(projected, abs(foundNorm - norm) / unit, sampled.max() ?? 0)
    }
}

/// Values in [−1, 1): element i is 2u − 1 of SplitMix64 at (index << 40) + i.
public func uniform(_ shape: Shape, index: UInt64) -> Tensor {
    Tensor(shape) { destination in
        for position in destination.indices {
            let fraction = Float(SplitMix64.output(index << 40 &+ UInt64(position)) >> 40) * 0x1p-24
            destination[position] = 2 * fraction - 1
        }
    }
}
