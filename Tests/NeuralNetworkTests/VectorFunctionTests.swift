import Foundation
import Tensors
import Testing

@testable import NeuralNetwork

/// The functions by vectors against the C library in double precision.
@Suite struct VectorFunctionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let activation: Activation
        let range: ClosedRange<Float>
        let value: @Sendable (Double) -> Double
        /// Units in the last place.
        var tolerance = 3.0

        var testDescription: String { name }
    }

    private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

    static let cases: [Case] = [
        Case(name: "logarithm", activation: .function(.logarithm), range: 1e-30...1e6) { log($0) },
        Case(name: "sine", activation: .function(.sine), range: -1e3...1e3) { sin($0) },
        Case(name: "cosine", activation: .function(.cosine), range: -9e5...9e5) { cos($0) },
        Case(name: "sine of large angles", activation: .function(.sine), range: -1e8...1e8) { sin($0) },
        Case(name: "arc tangent", activation: .function(.arcTangent), range: -50...50) { atan($0) },
        Case(name: "error function", activation: .function(.errorFunction), range: -4...4) { erf($0) },
        Case(name: "SELU", activation: .selu(), range: -80...5) {
            let (alpha, gamma) = (Double(Float(1.6732632)), Double(Float(1.0507010)))
            return $0 > 0 ? gamma * $0 : gamma * alpha * expm1($0)
        },
        Case(name: "CELU", activation: .celu(alpha: 0.75), range: -80...5) {
            $0 > 0 ? $0 : 0.75 * expm1($0 / 0.75)
        },
        Case(name: "softplus", activation: .softplus, range: -80...80) { softplus($0) },
        Case(name: "log sigmoid", activation: .logSigmoid, range: -80...80) { -softplus(-$0) },
        Case(
            name: "Mish", activation: .mish, range: -80...30, value: { $0 * tanh(softplus($0)) }, tolerance: 4
        ),
    ]

    @Test(arguments: cases)
    func isWithinAFewUnitsInTheLastPlace(_ function: Case) throws {
        // Evenly over the range, and as many close to 0; more than one part of the work, and no whole vectors.
        let (low, high) = (function.range.lowerBound, function.range.upperBound)
        let count = 20011
        let points = (0..<count).map { index -> Float in
            let share = Float(index / 2) / Float(count / 2)
            if index % 2 == 0 { return low + share * (high - low) }
            let small = exp(log(1e-5) * (1 - share))
            return (index % 4 == 1 && low < 0 ? low : high) * small
        }
        let output = try OperatorHarness(
            ActivationLayer(function.activation), [Tensor([1, count], points)]
        ).output()
        var worst = (error: 0.0, point: Float(0))
        for (point, found) in zip(points, output.values) {
            let expected = function.value(Double(point))
            let unit = max(Double(Float(expected).ulp), Double(Float.leastNormalMagnitude.ulp))
            let error = abs(Double(found) - expected) / unit
            if !(error <= worst.error) { worst = (error, point) }
        }
        #expect(worst.error <= function.tolerance, "at \(worst.point)")
    }

    @Test func theEndsOfTheRangeAreRight() throws {
        func values(_ activation: Activation, _ points: [Float]) throws -> [Float] {
            try OperatorHarness(ActivationLayer(activation), [Tensor([1, points.count], points)]).output()
                .values
        }
        let logarithms = try values(.function(.logarithm), [0, 1, .infinity, -1, .nan, 1e-40])
        #expect(logarithms[..<3] == [-.infinity, 0, .infinity])
        #expect(logarithms[3].isNaN && logarithms[4].isNaN)
        #expect(abs(logarithms[5] + 92.1034) < 1e-3)
        #expect(try values(.softplus, [-.infinity, -200, 200, .infinity]) == [0, 0, 200, .infinity])
        #expect(try values(.mish, [-200, 200, .infinity]) == [0, 200, .infinity])
        #expect(try values(.selu(alpha: 2, gamma: 1), [-200, 0, 200]) == [-2, 0, 200])
        let right = Float(Double.pi / 2)
        #expect(try values(.function(.arcTangent), [.infinity, -.infinity]) == [right, -right])
        for activation in [Activation.softplus, .mish, .selu(), .logSigmoid, .function(.sine)] {
            #expect(try values(activation, [.nan])[0].isNaN)
        }
        #expect(try values(.function(.sine), [.infinity])[0].isNaN)
    }
}
