import Foundation
import NeuralNetwork

/// How TensorFlow's `image.resize` takes the values of a resized axis: pixels are squares, their places their centres.
enum KerasResizing {
    /// The interpolations that are known.
    static let names: Set = [
        "nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic",
    ]

    /// What each position takes of an axis.
    ///
    /// - Parameters:
    ///   - input: extent of the axis.
    ///   - output: extent it is brought to.
    ///   - isSmoothed: whether the filter is widened where the axis shrinks (`antialias`).
    static func taps(_ interpolation: String, input: Int, output: Int, isSmoothed: Bool) -> [Resampling.Taps]
    {
        let scale = Double(input) / Double(output)
        return (0..<output).map { position in
            let centre = (Double(position) + 0.5) * scale
            switch interpolation {
            case "nearest": return Resampling.Taps(positions: [min(Int(centre), input - 1)], weights: [1])
            case "area": return area(Double(position) * scale, Double(position + 1) * scale, input)
            case "bicubic" where !isSmoothed: return tabulatedCubic(centre, input)
            case "bilinear" where !isSmoothed: return linear(centre - 0.5, input)
            default:
                return filtered(
                    filter(interpolation), centre, input, widening: isSmoothed ? max(scale, 1) : 1)
            }
        }
    }

    private static func linear(_ place: Double, _ input: Int) -> Resampling.Taps {
        let lower = place.rounded(.down)
        let upper = Float(place - lower)
        let positions = [Int(lower), Int(lower) + 1].map { min(max($0, 0), input - 1) }
        return positions[0] == positions[1]
            ? Resampling.Taps(positions: [positions[0]], weights: [1])
            : Resampling.Taps(positions: positions, weights: [1 - upper, upper])
    }

    /// The mean of what lies between two places.
    private static func area(_ start: Double, _ end: Double, _ input: Int) -> Resampling.Taps {
        let positions = Array(Int(start)...min(max(Int(end.rounded(.up)) - 1, Int(start)), input - 1))
        let shares = positions.map { Float(min(end, Double($0 + 1)) - max(start, Double($0))) }
        let sum = shares.reduce(0, +)
        return Resampling.Taps(positions: positions, weights: shares.map { $0 / sum })
    }

    /// Keys's kernel (1981) with the coefficient −1/2, read off a table of 1024 places; what lies outside does not count.
    private static func tabulatedCubic(_ centre: Double, _ input: Int) -> Resampling.Taps {
        let place = centre - 0.5
        let lower = place.rounded(.down)
        let offset = ((place - lower) * 1024).rounded(.toNearestOrEven) / 1024
        return normalized(
            (-1...2).map { (Int(lower) + $0, cubic(Double($0) - offset, -0.5)) }, input)
    }

    private static func filtered(
        _ filter: (radius: Double, weight: (Double) -> Double), _ centre: Double, _ input: Int,
        widening: Double
    ) -> Resampling.Taps {
        let reach = filter.radius * widening
        let first = max(Int((centre - reach - 0.5).rounded(.up)), 0)
        let last = min(Int((centre + reach - 0.5).rounded(.down)), input - 1)
        guard first <= last else {
            return Resampling.Taps(positions: [min(max(Int(centre), 0), input - 1)], weights: [1])
        }
        return normalized(
            (first...last).map { ($0, filter.weight((Double($0) + 0.5 - centre) / widening)) }, input)
    }

    private static func normalized(_ taps: [(position: Int, weight: Double)], _ input: Int) -> Resampling.Taps
    {
        let inside = taps.filter { (0..<input).contains($0.position) }
        let sum = inside.reduce(0) { $0 + $1.weight }
        return Resampling.Taps(
            positions: inside.map(\.position), weights: inside.map { Float($0.weight / sum) })
    }

    private static func filter(_ name: String) -> (radius: Double, weight: (Double) -> Double) {
        switch name {
        case "bicubic": (2, { cubic($0, -0.5) })
        case "lanczos3": (3, { lanczos($0, 3) })
        case "lanczos5": (5, { lanczos($0, 5) })
        case "gaussian": (1.5, { abs($0) >= 1.5 ? 0 : exp(-$0 * $0 / (2 * 0.5 * 0.5)) })
        case "mitchellcubic": (2, mitchell)
        default: (1, { max(0, 1 - abs($0)) })
        }
    }

    private static func cubic(_ x: Double, _ a: Double) -> Double {
        let x = abs(x)
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
    }

    private static func lanczos(_ x: Double, _ radius: Double) -> Double {
        let x = abs(x)
        if x > radius { return 0 }
        if x <= 1e-3 { return 1 }
        return radius * sin(.pi * x) * sin(.pi * x / radius) / (.pi * .pi * x * x)
    }

    /// Mitchell and Netravali 1988, B = C = 1/3.
    private static func mitchell(_ x: Double) -> Double {
        let x = abs(x)
        if x >= 2 { return 0 }
        return x >= 1
            ? ((-7.0 / 18 * x + 2) * x - 10.0 / 3) * x + 16.0 / 9 : (7.0 / 6 * x - 2) * x * x + 8.0 / 9
    }
}
