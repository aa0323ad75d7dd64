import Foundation
import Tensors

/// The blur from which RISE's insertion starts.
enum Blur {
    private static let size = 11
    private static let deviation = 5.0

    /// SciPy's `gaussian_filter1d` of a one in the middle of eleven numbers that are mirrored at their ends, the kernel
    /// reaching four deviations.
    static let kernel: [Double] = {
        let reach = Int(4 * deviation + 0.5)
        let weights = (-reach...reach).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
        let sum = weights.reduce(0, +)
        var kernel = [Double](repeating: 0, count: size)
        for position in 0..<size {
            for (index, weight) in weights.enumerated() {
                let period = 2 * size
                let place = ((position + index - reach) % period + period) % period
                if min(place, period - 1 - place) == size / 2 { kernel[position] += weight / sum }
            }
        }
        return kernel
    }()

    /// Each channel convolved with the square of the kernel; beyond the edges there are zeros.
    ///
    /// - Parameter input: 1×C×H×W.
    static func blurred(_ input: Tensor) -> Tensor {
        let (channels, height, width) = (input.shape[1], input.shape[2], input.shape[3])
        let reach = size / 2
        let values = input.values.map(Double.init)
        var across = [Double](repeating: 0, count: values.count)
        for row in 0..<channels * height {
            for column in 0..<width {
                for place in max(0, column - reach)...min(width - 1, column + reach) {
                    across[row * width + column] +=
                        kernel[place - column + reach] * values[row * width + place]
                }
            }
        }
        return Tensor(input.shape) { result in
            for channel in 0..<channels {
                let plane = channel * height * width
                for row in 0..<height {
                    for column in 0..<width {
                        var sum = 0.0
                        for place in max(0, row - reach)...min(height - 1, row + reach) {
                            sum += kernel[place - row + reach] * across[plane + place * width + column]
                        }
                        result[plane + row * width + column] = Float(sum)
                    }
                }
            }
        }
    }
}
