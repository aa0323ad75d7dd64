import Foundation
import Tensors

/// Layer normalisation and softmax along the last axis, written out in sums, means and arithmetic, as one.
///
/// As with ``WrittenOutActivations``, what the operations do together is tried on numbers.
struct WrittenOutNormalizations: Rewrite {
    var summary: String { "Written-out normalisation or softmax computed as one" }

    /// Units of the longest form that is known; a layer normalisation with its scale and offset has ten.
    private static let longest = 16

    func apply(to program: inout Program) {
        for unit in program.units.reversed() where unit.operation(ElementwiseArithmetic.self) != nil {
            guard let columns = program.shape(unit.output).dimensions.last else { continue }
            let axis = program.shape(unit.output).rank
            let islands = Island.all(endingAt: unit.output, in: program, longest: Self.longest) { unit in
                Rows.canCompute(unit, alongAxis: axis)
            }
            for island in islands.reversed() {
                let units = island.outputs.compactMap { program.unit($0) }
                guard units.contains(where: { $0.computation is Reduction }),
                    let known = Self.operation(of: units, reading: island.input, columns: columns, axis: axis)
                else { continue }
                program.merge(island.outputs, into: known, reading: [island.input], by: self)
                break
            }
        }
    }

    private static func operation(
        of units: [Program.Unit], reading input: Int, columns: Int, axis: Int
    ) -> (any Operator)? {
        let samples = Rows.samples(columns: columns)
        guard let found = samples.values(of: units, reading: input) else { return nil }
        if found.isNear(samples.softmax) { return Softmax(axis: axis) }
        // What is added to the variance is one of the constants.
        let constants = units.compactMap { ($0.computation as? ElementwiseArithmetic)?.constant }
        for epsilon in constants.filter({ $0.count == 1 }).map({ $0[0] }) where epsilon > 0 && epsilon < 1 {
            let standardized = samples.standardized(epsilon: Double(epsilon))
            guard let (scale, offset) = found.line(through: standardized) else { continue }
            return Standardization(
                axes: [axis], epsilon: epsilon, scale: Tensor([columns], scale.map(Float.init)),
                offset: Tensor([columns], offset.map(Float.init)), summary: .layerNormalization)
        }
        return nil
    }
}

/// A few rows of numbers, and what operations along them make of them.
private struct Rows {
    let columns: Int
    /// One row after the other; one value for each where a reduction made them.
    var values: [Double]

    private static let rowCount = 5
    private static let tolerance = 1e-5

    /// Rows of different means and spreads.
    static func samples(columns: Int) -> Rows {
        Rows(
            columns: columns,
            values: (0..<rowCount * columns).map { position in
                let row = Double(position / columns)
                return (1 + row / 3) * Double(2 * SplitMix64.fraction(UInt64(position)) - 1) + row - 1
            })
    }

    static func canCompute(_ unit: Program.Unit, alongAxis axis: Int) -> Bool {
        switch unit.computation {
        case let layer as ActivationLayer: layer.activation.value(at: 1) != nil
        case let arithmetic as ElementwiseArithmetic:
            arithmetic.constant.map { $0.count == 1 || $0.count == $0.shape.dimensions.last }
                ?? (unit.inputs.count == 2)
        case let reduction as Reduction:
            reduction.axes == [axis] && reduction.keepsAxes
                && [.sum, .mean, .maximum, .sumOfSquares].contains(reduction.function)
        default: false
        }
    }

    private func row(_ index: Int) -> ArraySlice<Double> {
        values[index * values.count / Self.rowCount..<(index + 1) * values.count / Self.rowCount]
    }

    private func mapRows(_ function: (ArraySlice<Double>) -> [Double]) -> Rows {
        Rows(columns: columns, values: (0..<Self.rowCount).flatMap { function(row($0)) })
    }

    /// What the last of some units makes of these rows; nil where it cannot be told.
    func values(of units: [Program.Unit], reading input: Int) -> Rows? {
        var known = [input: self]
        for unit in units {
            let operands = unit.inputs.compactMap { known[$0] }
            guard operands.count == unit.inputs.count, let result = Self.result(of: unit, operands, columns)
            else { return nil }
            known[unit.output] = result
        }
        guard let last = units.last.flatMap({ known[$0.output] }), last.values.count == values.count else {
            return nil
        }
        return last
    }

    private static func result(of unit: Program.Unit, _ operands: [Rows], _ columns: Int) -> Rows? {
        switch unit.computation {
        case let layer as ActivationLayer:
            return Rows(
                columns: columns, values: operands[0].values.map { layer.activation.value(at: $0) ?? .nan })
        case let arithmetic as ElementwiseArithmetic:
            guard let constant = arithmetic.constant else {
                return combined(operands[0], operands[1], arithmetic.operation)
            }
            guard constant.count == 1 || constant.count == columns else { return nil }
            let fixed = Rows(
                columns: columns,
                values: (0..<rowCount).flatMap { _ in constant.values.map(Double.init) })
            return arithmetic.constantIsFirst
                ? combined(fixed, operands[0], arithmetic.operation)
                : combined(operands[0], fixed, arithmetic.operation)
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

    private static func combined(
        _ first: Rows, _ second: Rows, _ operation: ElementwiseArithmetic.Operation
    ) -> Rows {
        let count = max(first.values.count, second.values.count)
        let (a, b) = (count / first.values.count, count / second.values.count)
        return Rows(
            columns: first.columns,
            values: (0..<count).map { operation.value(first.values[$0 / a], second.values[$0 / b]) })
    }

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

    func isNear(_ other: Rows) -> Bool {
        zip(values, other.values).allSatisfy { abs($0 - $1) <= Self.tolerance * max(1, abs($1)) }
    }

    /// A factor and a shift for each column that make these rows of others; nil where none do.
    func line(through other: Rows) -> (factors: [Double], shifts: [Double])? {
        var (factors, shifts): ([Double], [Double]) = ([], [])
        for column in 0..<columns {
            let points = (0..<Self.rowCount).map { row in
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
