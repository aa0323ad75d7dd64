/// A network's input as a function of colours: channel i is Σ matrix[i][k]·colour[k] + shift[i], where the colours are red,
/// green and blue from 0 to 1.
public struct ColourTransform: Sendable, Hashable {
    /// Input channels × 3.
    public let matrix: [[Float]]
    /// One for each input channel.
    public let shift: [Float]

    public init(matrix: [[Float]], shift: [Float]) {
        precondition(matrix.count == shift.count && matrix.allSatisfy { $0.count == 3 })
        self.matrix = matrix
        self.shift = shift
    }

    /// For red, green and blue, the input's channel that depends on it most.
    public var channels: [Int] {
        (0..<3).map { colour in
            matrix.indices.max { abs(matrix[$0][colour]) < abs(matrix[$1][colour]) } ?? 0
        }
    }
}
