import Foundation
import NeuralNetwork

/// How one element of a layer's output comes about of the numbers that the layer reads: what a person can work out again
/// on paper.
public struct ElementArithmetic: Sendable {
    public let layer: Node
    public let channel: Int
    /// Nil where the layer has no places.
    public let place: Place?
    /// What the network computed.
    public let value: Float
    /// From the numbers of other layers to the element, each step from the number of the one before. Several where
    /// normalisations and activations follow what makes their numbers.
    public let steps: [ArithmeticStep]

    /// What the shown numbers come to; nil where they do not say how the element comes about.
    public var result: Double? { steps.last?.result }

    /// A row and a column of a map.
    public struct Place: Sendable, Hashable, Codable {
        public let row, column: Int

        public init(row: Int, column: Int) {
            self.row = row
            self.column = column
        }
    }
}

/// One layer's share of the work.
public struct ArithmeticStep: Sendable {
    public enum Content: Sendable {
        /// Weighted numbers and a constant.
        case sum(WeightedSum)
        /// Two numbers multiplied: gates, and attention's weights.
        case product(WeightedSum.Term, WeightedSum.Term)
        /// The greatest of some.
        case maximum(WeightedSum.Term, winner: Int)
        /// An activation or another function of the number before.
        case function(PlottedFunction)
        case normalization(NormalizedNumber)
        case softmax(SoftmaxShare)
        /// A number as it is out of another layer: a cut, a transposition.
        case taken(WeightedSum.Term)
        /// The network's input: it is not computed of anything.
        case input
        /// A function of many numbers that no list of products says.
        case other(count: Int)
    }

    /// The layer that does it; the one before the element's where it follows another's work.
    public let layer: Node
    public let content: Content
    /// Worked out from the numbers shown, in 64 bits; nil for ``Content/other(count:)``.
    public let result: Double?
}

/// (x − mean) / √(variance + ε) · scale + offset.
public struct NormalizedNumber: Sendable {
    public let number, mean, variance, epsilon, scale, offset: Double
    /// Whether the mean and the variance were trained, or are those of the numbers themselves.
    public let isTrained: Bool

    public var deviation: Double { (variance + epsilon).squareRoot() }
    public var result: Double { (number - mean) / deviation * scale + offset }
}

/// exp(x) over the sum of the exponentials of all.
public struct SoftmaxShare: Sendable {
    /// The element's own first, then the strongest others.
    public let entries: [(channel: Int, number: Double)]
    /// ln Σ exp(x) over all of them.
    public let logSum: Double
    public let count: Int

    public var result: Double { exp(entries[0].number - logSum) }
}

/// A function of one number, with its curve around that.
public struct PlottedFunction: Sendable {
    public let number: Double
    public let result: Double
    /// Evenly spaced.
    public let curve: [(x: Double, y: Double)]
}
