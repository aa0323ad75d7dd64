import Foundation
import Tensors

/// A few rows of numbers, and what operations on their elements and along them make of them.
struct Rows {
    /// Rows.
    let count: Int
    /// One row after the other; a single value for each where a reduction made them.
    let values: [Double]

    /// Rows of different means and spreads.
    static func varied(columns: Int) -> Rows {
        Rows(
            count: 5,
            values: (0..<5 * columns).map { position in
                let row = Double(position / columns)
                return (1 + row / 3) * Double(2 * SplitMix64.fraction(UInt64(position)) - 1) + row - 1
            })
    }

    // MARK: What units make of them

    /// - Parameter axis: the last one, counted with the batch; nil where nothing is computed along rows.
    static func canCompute(_ unit: Program.Unit, alongAxis axis: Int?) -> Bool {
        switch unit.computation {
        case let layer as ActivationLayer: layer.activation.value(at: 1) != nil
        case let arithmetic as ElementwiseArithmetic:
            arithmetic.constant.map { $0.count == 1 || $0.count == $0.shape.dimensions.last }
                ?? (unit.inputs.count == 2)
        case let reduction as Reduction:
            axis.map { reduction.axes == [$0] } == true && reduction.keepsAxes
                && [.sum, .mean, .maximum, .sumOfSquares].contains(reduction.function)
        default: false
        }
    }

    /// What the last of some units makes of these rows; nil where it cannot be told.
    func values(of units: [Program.Unit], reading input: Int) -> Rows? {
        var known = [input: self]
        for unit in units {
            let operands = unit.inputs.compactMap { known[$0] }
            guard operands.count == unit.inputs.count, let result = result(of: unit, operands) else {
                return nil
            }
            known[unit.output] = result
        }
        guard let last = units.last.flatMap({ known[$0.output] }), last.values.count == values.count else {
            return nil
        }
        return last
    }

    private func result(of unit: Program.Unit, _ operands: [Rows]) -> Rows? {
        switch unit.computation {
        case let layer as ActivationLayer:
            return Rows(
                count: count, values: operands[0].values.map { layer.activation.value(at: $0) ?? .nan })
        case let arithmetic as ElementwiseArithmetic:
            guard let constant = arithmetic.constant else {
                return operands[0].combined(with: operands[1], arithmetic.operation)
            }
            guard constant.count == 1 || constant.count * count == values.count else { return nil }
            let fixed = Rows(
                count: count, values: (0..<count).flatMap { _ in constant.values.map(Double.init) })
            return arithmetic.constantIsFirst
                ? fixed.combined(with: operands[0], arithmetic.operation)
                : operands[0].combined(with: fixed, arithmetic.operation)
        case let reduction as Reduction:
            return operands[0].mapRows { row in
                switch reduction.function {
                case .sum: [row.reduce(0, +)]
                case .mean: [row.reduce(0, +) / Double(row.count)]
                case .maximum: [row.max() ?? .nan]
                default: [row.reduce(0) { $0 + $1 * $1 }]
                }
            }
        default: return nil
        }
    }

    private func mapRows(_ function: (ArraySlice<Double>) -> [Double]) -> Rows {
        let size = values.count / count
        return Rows(
            count: count, values: (0..<count).flatMap { function(values[$0 * size..<($0 + 1) * size]) })
    }

    private func combined(with other: Rows, _ operation: ElementwiseArithmetic.Operation) -> Rows {
        let whole = max(values.count, other.values.count)
        let (own, others) = (whole / values.count, whole / other.values.count)
        return Rows(
            count: count,
            values: (0..<whole).map { operation.value(values[$0 / own], other.values[$0 / others]) })
    }

    // MARK: What they are compared with

    var softmax: Rows {
        mapRows { row in
            let peak = row.max() ?? 0
            let shares = row.map { exp($0 - peak) }
            let sum = shares.reduce(0, +)
            return shares.map { $0 / sum }
        }
    }

    func standardized(epsilon: Double) -> Rows {
        mapRows { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.map { ($0 - mean) / (variance + epsilon).squareRoot() }
        }
    }

    private static let tolerance = 1e-5

    func isNear(_ other: Rows) -> Bool {
        zip(values, other.values).allSatisfy { abs($0 - $1) <= Self.tolerance * max(1, abs($1)) }
    }

    /// A factor and a shift for each column that make these rows of others; nil where none do.
    func line(through other: Rows) -> (factors: [Double], shifts: [Double])? {
        let columns = values.count / count
        var (factors, shifts): ([Double], [Double]) = ([], [])
        for column in 0..<columns {
            let points = (0..<count).map { row in
                (x: other.values[row * columns + column], y: values[row * columns + column])
            }
            // The two that lie farthest apart tell most.
            guard let low = points.min(by: { $0.x < $1.x }), let high = points.max(by: { $0.x < $1.x }),
                high.x > low.x
            else { return nil }
            let factor = (high.y - low.y) / (high.x - low.x)
            let shift = low.y - factor * low.x
            for point in points
            where !(abs(point.y - factor * point.x - shift) <= Self.tolerance * max(1, abs(point.y))) {
                return nil
            }
            factors.append(factor)
            shifts.append(shift)
        }
        return (factors, shifts)
    }
}
