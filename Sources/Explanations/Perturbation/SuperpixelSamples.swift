import Foundation
import Tensors

/// Which superpixels LIME hides in each variant of the photo, drawn as lime 0.2.0.1 draws them, and how much each counts.
struct SuperpixelSamples {
    private let count: Int
    private let kernelWidth: Double
    private var generator: MersenneTwister
    private var isFirst = true

    /// - Parameters:
    ///   - count: superpixels.
    ///   - kernelWidth: of the weights, in cosine distances.
    ///   - seed: of numpy's `RandomState`, from which `explain_instance` takes one number for itself first.
    init(count: Int, kernelWidth: Double, seed: UInt64) {
        self.count = count
        self.kernelWidth = kernelWidth
        generator = MersenneTwister(seed: seed)
        _ = generator.integer(below: 1000)
    }

    /// Which superpixels the next variant shows: all of them in the first, half of them on average in the others.
    mutating func next() -> [Bool] {
        let drawn = (0..<count).map { _ in generator.integer(below: 2) == 1 }
        defer { isFirst = false }
        return isFirst ? drawn.map { _ in true } : drawn
    }

    /// √exp(−d²/width²) of the cosine distance d to the whole photo.
    func weight(ofShown shown: Int) -> Double {
        let distance = 1 - (Double(shown) / Double(count)).squareRoot()
        return exp(-distance * distance / (kernelWidth * kernelWidth)).squareRoot()
    }
}
