import Foundation

/// Which columns, or which rows, a place of a grid reads.
struct GridAxis: Sendable {
    let mode: GridSample.Mode
    let padding: GridSample.Padding
    let alignsCorners: Bool
    /// Columns or rows of the picture.
    let extent: Int

    /// Columns or rows that a place reads.
    var width: Int { mode == .bilinear ? 2 : mode == .bicubic ? 4 : 1 }

    /// What a place takes of columns or rows, of which the first ``GridAxis/width`` count.
    struct Taps {
        /// −1 outside.
        var pixels = SIMD4<Int32>(repeating: -1)
        var weights = SIMD4<Double>()
        /// The weights' derivatives by the grid's number.
        var slopes = SIMD4<Double>()
    }

    /// - Returns: nil for a place that is nowhere.
    func taps(at place: Double) -> Taps? {
        // Pixels per unit of the grid.
        let scale = Double(alignsCorners ? extent - 1 : extent) / 2
        let pixel = alignsCorners ? (place + 1) * scale : (place + 1) * scale - 0.5
        guard pixel.isFinite, abs(pixel) < 1e9 else { return nil }
        var taps = Taps()
        func set(_ index: Int, _ pixel: Double, _ weight: Double, _ slope: Double) {
            let isInside = pixel >= 0 && pixel < Double(extent)
            taps.pixels[index] = isInside ? Int32(pixel) : -1
            taps.weights[index] = weight
            taps.slopes[index] = slope
        }
        switch mode {
        case .nearest:
            set(0, padded(pixel).place.rounded(.toNearestOrEven), 1, 0)
        case .bilinear:
            let (inside, slope) = padded(pixel)
            let (first, rest) = (inside.rounded(.down), inside - inside.rounded(.down))
            set(0, first, 1 - rest, -scale * slope)
            set(1, first + 1, rest, scale * slope)
        case .bicubic:
            let (first, rest) = (pixel.rounded(.down), pixel - pixel.rounded(.down))
            for index in 0..<4 {
                let offset = Double(index - 1)
                let (weight, slope) = Self.cubic(rest - offset)
                set(index, padded(first + offset).place, weight, slope * scale)
            }
        }
        return taps
    }

    /// Where the padding takes a place from, and the derivative of that.
    private func padded(_ pixel: Double) -> (place: Double, slope: Double) {
        switch padding {
        case .zeros: return (pixel, 1)
        case .border: return clipped(pixel)
        case .reflection:
            let start = alignsCorners ? 0 : -0.5
            let span = Double(alignsCorners ? extent - 1 : extent)
            guard span > 0 else { return (0, 0) }
            let distance = abs(pixel - start)
            let (turns, rest) = ((distance / span).rounded(.down), fmod(distance, span))
            let isForward = turns.truncatingRemainder(dividingBy: 2) == 0
            let (place, slope) = clipped(start + (isForward ? rest : span - rest))
            return (place, (pixel < start) == isForward ? -slope : slope)
        }
    }

    private func clipped(_ pixel: Double) -> (place: Double, slope: Double) {
        let last = Double(extent - 1)
        return pixel <= 0 ? (0, 0) : pixel >= last ? (last, 0) : (pixel, 1)
    }

    /// The kernel of cubic convolution and its derivative at a distance.
    private static func cubic(_ distance: Double) -> (value: Double, slope: Double) {
        let a = -0.75
        let x = abs(distance)
        let sign: Double = distance < 0 ? -1 : 1
        return x <= 1
            ? (((a + 2) * x - (a + 3)) * x * x + 1, (3 * (a + 2) * x - 2 * (a + 3)) * x * sign)
            : (((a * x - 5 * a) * x + 8 * a) * x - 4 * a, ((3 * a * x - 10 * a) * x + 8 * a) * sign)
    }
}
