import Tensors

/// Masks of one number for each pixel.
public enum PixelMask {
    /// Writes every channel times the mask.
    ///
    /// - Parameters:
    ///   - values: C×H×W.
    ///   - mask: H×W.
    ///   - destination: C×H×W.
    public static func write(
        _ values: Tensor, through mask: [Float], to destination: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(values.count % mask.count == 0 && destination.count == values.count, "of one extent")
        values.withUnsafeBufferPointer { values in
            mask.withUnsafeBufferPointer { mask in
                for start in stride(from: 0, to: values.count, by: mask.count) {
                    for pixel in mask.indices {
                        destination[start + pixel] = values[start + pixel] * mask[pixel]
                    }
                }
            }
        }
    }

    /// Adds the mask times a factor to sums, H×W.
    public static func add(_ mask: [Float], times factor: Double, to sums: inout [Double]) {
        precondition(mask.count == sums.count, "of one extent")
        sums.withUnsafeMutableBufferPointer { sums in
            mask.withUnsafeBufferPointer { mask in
                for pixel in mask.indices { sums[pixel] += Double(mask[pixel]) * factor }
            }
        }
    }

    /// The mask from its least value to its greatest as 0…1: (u − min) / (max − min + 1e-8).
    public static func stretched(_ mask: [Float]) -> [Float] {
        var (least, greatest) = (Float.infinity, -Float.infinity)
        for value in mask {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        let range = greatest - least + 1e-8
        return mask.map { ($0 - least) / range }
    }
}
