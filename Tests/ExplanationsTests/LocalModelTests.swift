import Testing

@testable import Explanations

/// LIME's linear models on sums made by hand.
@Suite struct LocalModelTests {
    /// y = 1 + 2·x₀ − 3·x₁, whatever x₂ is.
    private var sums: WeightedSums {
        var sums = WeightedSums(features: 3, targets: 1)
        for sample in 0..<8 {
            let ones = (0..<3).filter { sample >> $0 & 1 == 1 }
            let value = 1 + (ones.contains(0) ? 2.0 : 0) - (ones.contains(1) ? 3 : 0)
            sums.add(ones: ones, values: [value], weight: 1)
        }
        return sums
    }

    @Test func aLinearFunctionIsFound() {
        let fit = RidgeRegression(sums, features: [0, 1, 2], penalty: 1e-9).fit(target: 0)
        #expect(abs(fit.coefficients[0] - 2) < 1e-6)
        #expect(abs(fit.coefficients[1] + 3) < 1e-6)
        #expect(abs(fit.coefficients[2]) < 1e-6)
        #expect(abs(fit.intercept - 1) < 1e-6)
        #expect(abs(fit.explainedShare - 1) < 1e-6)
    }

    @Test func thePenaltyShrinks() {
        // Centred, every feature's square sum is 2: β = b / (2 + α) with b = 2·β₀.
        let fit = RidgeRegression(sums, features: [0, 1], penalty: 2).fit(target: 0)
        #expect(abs(fit.coefficients[0] - 1) < 1e-12)
        #expect(abs(fit.coefficients[1] + 1.5) < 1e-12)
    }

    @Test func theStrongestAreChosen() {
        for selection in [FeatureSelection.forward, .highestWeights, .auto] {
            #expect(selection.features(of: sums, target: 0, count: 1) == [1])
            #expect(selection.features(of: sums, target: 0, count: 2) == [1, 0])
        }
        #expect(FeatureSelection.all.features(of: sums, target: 0, count: 1) == [0, 1, 2])
    }

    @Test func evidenceIsForOrAgainst() {
        let model = LocalModel(
            classIndex: 0, label: "", probability: 1, coefficients: [0.5, -2, 0, 1], intercept: 0.25,
            explainedShare: 1)
        #expect(model.strongest(9, .positive) == [3, 0])
        #expect(model.strongest(9, .negative) == [1])
        #expect(model.strongest(2, .both) == [1, 3])
        #expect(model.localPrediction == -0.25)
    }

    @Test func weightsFallWithTheDistance() {
        var samples = SuperpixelSamples(count: 4, kernelWidth: 0.25, seed: 0)
        #expect(samples.next() == [true, true, true, true])
        #expect(samples.weight(ofShown: 4) == 1)
        // d = 1 − √(1/4): √exp(−0.25 / 0.0625) = e⁻².
        #expect(abs(samples.weight(ofShown: 1) - 0.1353352832366127) < 1e-15)
    }
}
