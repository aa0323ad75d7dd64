import Foundation
import Tensors

/// Activations that a source writes out in elementwise operations, SiLU as x·sigmoid(x) say, as one.
///
/// What the operations do together is not read off their form, of which there are many, but tried on numbers.
struct WrittenOutActivations: Rewrite {
    var summary: String { "Written-out activation computed as one" }

    /// Units of the longest form that is known; a GELU by the hyperbolic tangent has nine.
    private static let longest = 16

    func apply(to program: inout Program) {
        for unit in program.units.reversed() {
            let islands = Island.all(
                endingAt: unit.output, in: program, longest: Self.longest, accepting: Self.isElementwise)
            for island in islands.reversed() {
                let isLayer = island.outputs.count == 1 && unit.computation is ActivationLayer
                guard !isLayer, let activation = Self.activation(of: island, in: program) else { continue }
                program.merge(
                    island.outputs, into: ActivationLayer(activation), reading: [island.input], by: self)
                break
            }
        }
    }

    private static func isElementwise(_ unit: Program.Unit) -> Bool {
        let arithmetic = unit.computation as? ElementwiseArithmetic
        return Rows.canCompute(unit, alongAxis: nil)
            && arithmetic?.constant.map { isSeen($0, by: arithmetic!.operation) } ?? true
    }

    /// Whether the samples show what one constant does: a tiny one that keeps a denominator from zero, say, they do not.
    private static func isSeen(_ constant: Tensor, by operation: ElementwiseArithmetic.Operation) -> Bool {
        guard constant.count == 1 else { return false }
        switch operation {
        case .add, .subtract, .maximum, .minimum: return constant[0] == 0 || abs(constant[0]) >= 1e-3
        case .multiply, .divide, .power: return true
        }
    }

    /// Both sides of where functions bend, and far out.
    private static let samples = Rows(count: 1, values: (-24...24).map { Double($0) * 0.43 + 0.017 })
    /// How far a value may be from the function's, of a value above 1 its part.
    private static let tolerance = 1e-6

    private static func activation(of island: Island, in program: Program) -> Activation? {
        let units = island.outputs.compactMap { program.unit($0) }
        guard let found = samples.values(of: units, reading: island.input) else { return nil }
        return candidates.first { candidate in
            zip(samples.values, found.values).allSatisfy { sample, value in
                guard let expected = candidate.value(at: sample) else { return false }
                return abs(value - expected) <= tolerance * max(1, abs(expected))
            }
        }
    }

    private static let candidates: [Activation] = [
        .relu, .relu6, .silu, .hardSigmoid(), .hardSwish, .gelu, .geluTanh, .mish,
    ]
}

extension Activation {
    /// The function's value; nil for one of which nothing is written out.
    func value(at x: Double) -> Double? {
        switch self {
        case .relu: max(x, 0)
        case .relu6: min(max(x, 0), 6)
        case .clip(let minimum, let maximum): min(max(x, Double(minimum)), Double(maximum))
        case .sigmoid: 1 / (1 + exp(-x))
        case .tanh: Foundation.tanh(x)
        case .silu: x / (1 + exp(-x))
        case .hardSigmoid(let slope, let offset):
            min(max(x * Double(slope) + Double(offset), 0), 1)
        case .hardSwish: x * min(max(x + 3, 0), 6) / 6
        case .gelu: x * (1 + erf(x / 2.0.squareRoot())) / 2
        case .geluTanh:
            x * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) / 2
        case .softplus: max(x, 0) + log1p(exp(-abs(x)))
        case .mish: x * Foundation.tanh(max(x, 0) + log1p(exp(-abs(x))))
        case .exponential: exp(x)
        case .function(.errorFunction): erf(x)
        case .function(.negative): -x
        case .function(.reciprocal): 1 / x
        case .function(.squareRoot): x.squareRoot()
        default: nil
        }
    }
}
