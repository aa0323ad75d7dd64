import Foundation

/// Normal numbers by 256 layers of equal area (Marsaglia and Tsang 2000), read off the bits of a word as numpy's
/// `Generator.standard_normal` does.
struct NormalZiggurat: Sendable {
    static let shared = NormalZiggurat()

    /// Where the tail begins.
    private static let edge = 3.6541528853610088
    private static let mantissa = 0x1p52

    /// A layer's width for one unit of the 52 random bits.
    private let widths: [Double]
    /// Bits below which a number lies under the curve for certain.
    private let certain: [UInt64]
    private let heights: [Double]

    private init() {
        let edge = Self.edge
        let area = edge * exp(-edge * edge / 2) + (Double.pi / 2).squareRoot() * erfc(edge / 2.squareRoot())
        var borders = [Double](repeating: 0, count: 256)
        borders[255] = edge
        for layer in stride(from: 254, to: 0, by: -1) {
            let above = borders[layer + 1]
            borders[layer] = (-2 * log(area / above + exp(-above * above / 2))).squareRoot()
        }
        let base = area / exp(-edge * edge / 2)
        widths = [base / Self.mantissa] + borders[1...].map { $0 / Self.mantissa }
        certain =
            [UInt64(edge / base * Self.mantissa), 0]
            + (2..<256).map { UInt64(borders[$0 - 1] / borders[$0] * Self.mantissa) }
        heights = borders.map { exp(-$0 * $0 / 2) }
    }

    func draw(from generator: inout PCG64) -> Double {
        while true {
            let word = generator.next()
            let layer = Int(word & 0xFF)
            let isNegative = word >> 8 & 1 == 1
            let bits = word >> 9 & 0xF_FFFF_FFFF_FFFF
            let distance = Double(bits) * widths[layer]
            if bits < certain[layer] { return isNegative ? -distance : distance }
            if layer == 0 {
                return bits >> 8 & 1 == 1 ? -tail(&generator) : tail(&generator)
            }
            let height = (heights[layer - 1] - heights[layer]) * generator.uniform() + heights[layer]
            if height < exp(-distance * distance / 2) { return isNegative ? -distance : distance }
        }
    }

    private func tail(_ generator: inout PCG64) -> Double {
        while true {
            let beyond = -log1p(-generator.uniform()) / Self.edge
            let height = -log1p(-generator.uniform())
            if height + height > beyond * beyond { return Self.edge + beyond }
        }
    }
}
