import Words

/// How the values of a feature map become the numbers 0 to 255 that a ``Colormap`` takes.
public enum MapNormalisation: String, CaseIterable, Sendable {
    /// Each map by itself: minus its mean, divided by its standard deviation, ×64, +128, as in Chollet's
    /// "Deep Learning with Python". A constant map is 128 everywhere.
    case zScore = "z-score"

    /// Each map by itself: its least value becomes 0, its greatest 255. A constant map is 0 everywhere.
    case perMap = "per-map"

    /// All maps of the layer alike: the layer's least value becomes 0, its greatest 255.
    case perLayer = "per-layer"

    /// The spelling on the command line.
    public var name: String { rawValue }

    /// One sentence for help and menus.
    public var summary: Words {
        switch self {
        case .zScore: "Each map around its own mean, one standard deviation being a quarter of the colours."
        case .perMap: "Each map from its own least to its own greatest value."
        case .perLayer: "All maps from the layer's least to its greatest value, so that maps can be compared."
        }
    }
}

/// The line level = (value − centre)·scale + base, clamped to 0…255 and cut to whole numbers by who draws it.
struct LevelLine {
    var centre: Float
    var scale: Float
    var base: Float

    @inline(__always)
    func level(_ value: Float) -> Float { min(max((value - centre) * scale + base, 0), 255) }

    static func zScore(_ statistics: MapStatistics) -> LevelLine {
        guard statistics.isVaried, statistics.standardDeviation > 0 else { return .constant(128) }
        return LevelLine(
            centre: Float(statistics.mean), scale: Float(64 / statistics.standardDeviation), base: 128
        ).ifFinite
    }

    static func range(_ minimum: Float, _ maximum: Float) -> LevelLine {
        guard minimum < maximum else { return .constant(0) }
        return LevelLine(
            centre: minimum, scale: Float(255 / (Double(maximum) - Double(minimum))), base: 0
        ).ifFinite
    }

    private static func constant(_ level: Float) -> LevelLine { LevelLine(centre: 0, scale: 0, base: level) }

    /// A spread near the least float makes the scale overflow; such a map counts as constant.
    private var ifFinite: LevelLine { scale.isFinite && centre.isFinite ? self : .constant(base) }
}

/// Mean, standard deviation (÷ N) and range of a map's finite values.
struct MapStatistics {
    private(set) var mean = 0.0
    private(set) var standardDeviation = 0.0
    private(set) var minimum = Float.infinity
    private(set) var maximum = -Float.infinity

    /// Whether some value is infinite or no number.
    private(set) var hasNonFinite = false

    var isVaried: Bool { minimum < maximum }

    /// - Parameters:
    ///   - needsDeviation: whether mean and standard deviation are wanted; the range always is.
    init(_ values: UnsafeBufferPointer<Float>, needsDeviation: Bool) {
        let sum = Self.reduceLines(values) { line in Self.sum(line, less: 0, isSquared: false) }
        hasNonFinite = !sum.isFinite
        if hasNonFinite {
            // A finite map's sum can only overflow near the greatest float; the slow way is right for both.
            let finite = values.filter(\.isFinite)
            hasNonFinite = finite.count < values.count
            finite.withUnsafeBufferPointer {
                measure($0, sum: finite.reduce(0) { $0 + Double($1) }, needsDeviation)
            }
        } else {
            measure(values, sum: sum, needsDeviation)
        }
    }

    private mutating func measure(_ values: UnsafeBufferPointer<Float>, sum: Double, _ needsDeviation: Bool) {
        guard !values.isEmpty else { return }
        (minimum, maximum) = Self.range(values)
        guard needsDeviation else { return }
        mean = sum / Double(values.count)
        let squares = Self.reduceLines(values) { line in Self.sum(line, less: Float(mean), isSquared: true) }
        standardDeviation = (squares / Double(values.count)).squareRoot()
    }

    /// Adds up parts of 512 values in double precision; each part is added up in single precision, 8 wide.
    private static func reduceLines(
        _ values: UnsafeBufferPointer<Float>, _ part: (UnsafeBufferPointer<Float>) -> Double
    ) -> Double {
        var total = 0.0
        var start = 0
        while start < values.count {
            let end = min(start + 512, values.count)
            total += part(UnsafeBufferPointer(rebasing: values[start..<end]))
            start = end
        }
        return total
    }

    private static func sum(
        _ values: UnsafeBufferPointer<Float>, less mean: Float, isSquared: Bool
    ) -> Double {
        var lanes = SIMD8<Float>()
        forEachVector(values, padding: mean) { vector in
            let difference = vector - mean
            lanes += isSquared ? difference * difference : difference
        }
        return Double(lanes.sum())
    }

    private static func range(_ values: UnsafeBufferPointer<Float>) -> (Float, Float) {
        var least = SIMD8<Float>(repeating: values[0])
        var greatest = least
        forEachVector(values, padding: values[0]) { vector in
            least.replace(with: vector, where: vector .< least)
            greatest.replace(with: vector, where: vector .> greatest)
        }
        return (least.min(), greatest.max())
    }

    @inline(__always)
    private static func forEachVector(
        _ values: UnsafeBufferPointer<Float>, padding: Float, _ body: (SIMD8<Float>) -> Void
    ) {
        guard let start = values.baseAddress else { return }
        let whole = values.count & ~7
        let raw = UnsafeRawPointer(start)
        for index in Swift.stride(from: 0, to: whole, by: 8) {
            body(raw.loadUnaligned(fromByteOffset: index * 4, as: SIMD8<Float>.self))
        }
        guard whole < values.count else { return }
        var rest = SIMD8<Float>(repeating: padding)
        for index in whole..<values.count { rest[index - whole] = values[index] }
        body(rest)
    }
}
