import CVectorLoops
import Foundation
import Tensors
import Words

/// Sums, means and their like over axes.
public struct Reduction: PlainOperator {
    public enum Function: String, Sendable, Hashable, CaseIterable {
        case sum, mean, maximum, minimum, product
        /// Σ|x|
        case l1
        /// √Σx²
        case l2
        /// Σx²
        case sumOfSquares
        /// ln Σx
        case logOfSum
        /// ln Σeˣ
        case logOfSumOfExponentials
    }

    public let function: Function
    /// Counted with the batch.
    public let axes: [Int]
    /// Whether the output keeps the axes with extent 1.
    public let keepsAxes: Bool

    public init(_ function: Function, axes: [Int], keepsAxes: Bool) {
        self.function = function
        self.axes = axes
        self.keepsAxes = keepsAxes
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words {
        "\(function.rawValue) over axes \(axes.map(String.init).joined(separator: ", "))"
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        let roles = inputs[0].roles.enumerated()
        return keepsAxes
            ? roles.map { axes.contains($0.offset) ? .other : $0.element }
            : roles.filter { !axes.contains($0.offset) }.map(\.element)
    }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        for axis in axes where axis < 0 || axis >= input.rank { throw .badSetting("axis", value: axis) }
        if keepsAxes { return kept(input) }
        return Shape(input.dimensions.enumerated().filter { !axes.contains($0.offset) }.map(\.element))
    }

    private func kept(_ input: Shape) -> Shape {
        Shape(input.dimensions.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        keepsAxes || axes.contains { $0 > 1 } ? .along(axes, of: inputs[0]) : .unknown
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: [input]))
        let groups = Broadcast(kept(input), input, output: input)
        let neighbours = AxisGroups(input, axes: axes)
        let function = function
        let size = output.count == 0 ? 0 : input.count / output.count
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
                if let neighbours, size > 0 {
                    if function.reduce(inputs[0], neighbours, into: output) { return }
                }
                function.reduce(inputs[0], groups, size: size, into: output)
            },
            differentiate: { backward in
                if let neighbours, function == .sum || function == .mean, size > 0 {
                    neighbours.spread(
                        backward.gradient, times: function == .mean ? 1 / Float(size) : 1,
                        into: backward.target)
                } else {
                    function.differentiate(backward, groups, size: size)
                }
            })
    }
}

extension Reduction.Function {
    /// Groups of neighbouring axes by vectors.
    ///
    /// - Returns: whether the function is one of those that are totals.
    fileprivate func reduce(
        _ input: PlainKernel.Floats, _ groups: AxisGroups, into output: PlainKernel.MutableFloats
    ) -> Bool {
        func write(_ totals: [Double], _ value: (Double) -> Double = { $0 }) {
            for (position, total) in totals.enumerated() { output[position] = Float(value(total)) }
        }
        switch self {
        case .sum: write(groups.totals(LOOPS_SUM, of: input))
        case .mean: write(groups.totals(LOOPS_SUM, of: input)) { $0 / Double(groups.size) }
        case .maximum: write(groups.totals(LOOPS_GREATEST, of: input, start: -.infinity))
        case .minimum: write(groups.totals(LOOPS_LEAST, of: input, start: .infinity))
        case .l1: write(groups.totals(LOOPS_SUM_OF_MAGNITUDES, of: input))
        case .l2: write(groups.totals(LOOPS_SUM_OF_SQUARES, of: input)) { $0.squareRoot() }
        case .sumOfSquares: write(groups.totals(LOOPS_SUM_OF_SQUARES, of: input))
        case .logOfSum: write(groups.totals(LOOPS_SUM, of: input)) { log($0) }
        case .logOfSumOfExponentials: write(groups.logarithmsOfSumsOfExponentials(input))
        case .product: return false
        }
        return true
    }

    /// - Parameters:
    ///   - groups: pairs each element with its place in the output.
    ///   - size: elements of one group.
    fileprivate func reduce(
        _ input: PlainKernel.Floats, _ groups: Broadcast, size: Int, into output: PlainKernel.MutableFloats
    ) {
        func fold(_ start: Double, _ combine: (Double, Double) -> Double) -> [Double] {
            var sums = [Double](repeating: start, count: output.count)
            groups.forEach { group, element, _ in sums[group] = combine(sums[group], Double(input[element])) }
            return sums
        }
        let result: [Double]
        switch self {
        case .sum: result = fold(0, +)
        case .mean: result = fold(0, +).map { $0 / Double(size) }
        case .maximum: result = fold(-.infinity) { $0.isNaN || $0 > $1 ? $0 : $1 }
        case .minimum: result = fold(.infinity) { $0.isNaN || $0 < $1 ? $0 : $1 }
        case .product: result = fold(1, *)
        case .l1: result = fold(0) { $0 + abs($1) }
        case .l2: result = fold(0) { $0 + $1 * $1 }.map { $0.squareRoot() }
        case .sumOfSquares: result = fold(0) { $0 + $1 * $1 }
        case .logOfSum: result = fold(0, +).map { log($0) }
        case .logOfSumOfExponentials:
            let peaks = fold(-.infinity, Swift.max)
            var sums = [Double](repeating: 0, count: output.count)
            groups.forEach { group, element, _ in sums[group] += exp(Double(input[element]) - peaks[group]) }
            result = zip(peaks, sums).map { peak, sum in peak.isInfinite ? peak : peak + log(sum) }
        }
        for (position, value) in result.enumerated() { output[position] = Float(value) }
    }

    /// An extreme that several elements reach shares its gradient among them equally.
    fileprivate func differentiate(_ backward: PlainKernel.Backward, _ groups: Broadcast, size: Int) {
        // Each element of the target is written by one part of the work.
        nonisolated(unsafe) let input = backward.inputs[0]
        nonisolated(unsafe) let (gradient, output, target) = (
            backward.gradient, backward.output, backward.target
        )
        switch self {
        case .sum: groups.inEach { group, element, _ in target[element] = gradient[group] }
        case .mean: groups.inEach { group, element, _ in target[element] = gradient[group] / Float(size) }
        case .maximum, .minimum:
            var ties = [Float](repeating: 0, count: output.count)
            groups.forEach { group, element, _ in if input[element] == output[group] { ties[group] += 1 } }
            let counts = ties
            groups.inEach { group, element, _ in
                target[element] = input[element] == output[group] ? gradient[group] / counts[group] : 0
            }
        case .product:
            // The product of the others, which a division gives only where no factor is zero.
            var zeros = [Int](repeating: 0, count: output.count)
            var products = [Double](repeating: 1, count: output.count)
            groups.forEach { group, element, _ in
                if input[element] == 0 {
                    zeros[group] += 1
                } else {
                    products[group] *= Double(input[element])
                }
            }
            let (zeroCounts, factors) = (zeros, products)
            groups.inEach { group, element, _ in
                let own = Double(input[element])
                let others: Double =
                    zeroCounts[group] == 0
                    ? factors[group] / own : zeroCounts[group] == 1 && own == 0 ? factors[group] : 0
                target[element] = gradient[group] * Float(others)
            }
        case .l1:
            groups.inEach { group, element, _ in
                let x = input[element]
                target[element] = x > 0 ? gradient[group] : x < 0 ? -gradient[group] : 0
            }
        case .l2:
            groups.inEach { group, element, _ in
                target[element] = output[group] == 0 ? 0 : gradient[group] * input[element] / output[group]
            }
        case .sumOfSquares:
            groups.inEach { group, element, _ in target[element] = 2 * gradient[group] * input[element] }
        case .logOfSum:
            groups.inEach { group, element, _ in target[element] = gradient[group] * exp(-output[group]) }
        case .logOfSumOfExponentials:
            groups.inEach { group, element, _ in
                target[element] = gradient[group] * exp(input[element] - output[group])
            }
        }
    }
}
