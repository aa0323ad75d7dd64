import Tensors

/// Layer normalisation and softmax along the last axis, written out in sums, means and arithmetic, as one.
///
/// As with ``WrittenOutActivations``, what the operations do together is tried on numbers.
struct WrittenOutNormalizations: Rewrite {
    var summary: String { "Written-out normalisation or softmax computed as one" }

    /// Units of the longest form that is known; a layer normalisation with its scale and offset has ten.
    private static let longest = 16

    /// Of rows that are tried.
    private static let mostColumns = 1 << 14

    func apply(to program: inout Program) {
        for unit in program.units.reversed() where unit.operation(ElementwiseArithmetic.self) != nil {
            guard let columns = program.shape(unit.output).dimensions.last,
                (1...Self.mostColumns).contains(columns)
            else { continue }
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
        let samples = Rows.varied(columns: columns)
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
