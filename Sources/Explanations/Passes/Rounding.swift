import Foundation

/// How far the values of variants computed in bfloat16 lie from those in 32-bit floats, and how far the variants' values lie
/// from each other: the errors that rounding and sampling leave in a mean over the variants are in the same proportion.
struct Rounding {
    /// Variants that are computed in both.
    static let checks = 8

    private var squares = 0.0
    private var compared = 0
    private var count = 0
    private var mean = 0.0
    /// Σ (value − mean)².
    private var deviations = 0.0

    /// Takes in a variant's value.
    ///
    /// - Parameter exact: the same in 32-bit floats, where that is known.
    mutating func add(_ value: Double, exact: Double?) {
        count += 1
        let before = mean
        mean += (value - mean) / Double(count)
        deviations += (value - before) * (value - mean)
        if let exact {
            compared += 1
            squares += (value - exact) * (value - exact)
        }
    }

    /// Root mean square of the differences.
    var error: Double { compared == 0 ? 0 : (squares / Double(compared)).squareRoot() }
    /// The standard deviation of all values.
    var spread: Double { count < 2 ? 0 : (deviations / Double(count - 1)).squareRoot() }

    /// Rounding errors that do not matter beside those of sampling.
    private static let slight = 0.25

    /// What is said beside the answer.
    var notices: [Notice] {
        let notice = Notice.rounding(checks: compared, error: error, spread: spread)
        return error <= Self.slight * spread ? [notice] : [notice, .roundingMatters]
    }
}
