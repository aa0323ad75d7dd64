import Testing

@testable import Tensors

@Suite struct TensorStatisticsTests {
    /// Worked out by hand.
    @Test func aFewValues() {
        let tensor = Tensor(Shape([2, 4]), [0, 1, 2, 3, 4, 0, .nan, -.infinity])
        let statistics = TensorStatistics(tensor, parts: 4)
        #expect(statistics.count == 8 && statistics.unusableCount == 2 && statistics.zeroCount == 2)
        #expect(abs(statistics.mean - 10.0 / 6) < 1e-12)
        // (30 − 6·(10/6)²) / 6
        #expect(abs(statistics.deviation - (30.0 / 6 - 100.0 / 36).squareRoot()) < 1e-12)
        #expect(statistics.least == 0 && statistics.greatest == 4)
        #expect(statistics.histogram == [2, 1, 1, 2])
    }

    @Test func equalValuesAndNone() {
        let equal = TensorStatistics(Tensor(Shape([3]), [2, 2, 2]), parts: 3)
        #expect(equal.mean == 2 && equal.deviation == 0 && equal.histogram == [3, 0, 0])
        let none = TensorStatistics(Tensor(Shape([1]), [.nan]))
        #expect(none.mean == 0 && none.least == 0 && none.unusableCount == 1)
    }
}
