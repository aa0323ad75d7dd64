import Foundation

/// Gauss–Legendre quadrature on 0…1: Σ weights·f(nodes) is the integral of every polynomial of degree below 2·count.
struct GaussLegendre {
    /// From the least to the greatest.
    let nodes: [Double]
    /// They sum to 1.
    let weights: [Double]

    /// - Parameter count: of nodes, at least 1.
    init(_ count: Int) {
        var nodes = [Double](repeating: 0, count: count)
        var weights = nodes
        for index in 0..<count {
            // Newton's method from Tricomi's estimate of the root.
            var x = -cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
            var slope = 1.0
            for _ in 0..<100 {
                let (value, derivative) = Self.polynomial(count, at: x)
                slope = derivative
                let step = value / derivative
                x -= step
                if abs(step) < 1e-15 { break }
            }
            nodes[index] = (x + 1) / 2
            weights[index] = 1 / ((1 - x * x) * slope * slope)
        }
        self.nodes = nodes
        self.weights = weights
    }

    /// The Legendre polynomial of a degree and its derivative at x inside −1…1, by Bonnet's recursion.
    private static func polynomial(_ degree: Int, at x: Double) -> (value: Double, derivative: Double) {
        var (before, value) = (1.0, x)
        for n in stride(from: 2, through: degree, by: 1) {
            (before, value) = (value, (Double(2 * n - 1) * x * value - Double(n - 1) * before) / Double(n))
        }
        return (value, Double(degree) * (x * value - before) / (x * x - 1))
    }
}
