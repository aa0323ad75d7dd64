import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// The order of elements along an axis, worked out by hand.
@Suite struct RankingTests {
    private let line = Tensor([1, 6], [2, 5, -1, 5, 0, 2])

    private func answer(_ ranking: Ranking) throws -> [Float] {
        try OperatorHarness(ranking, [line]).output().values
    }

    @Test func equalElementsComeInTheirOrder() throws {
        #expect(try answer(Ranking(.values, axis: 1, count: 4)) == [5, 5, 2, 2])
        #expect(try answer(Ranking(.places, axis: 1, count: 4)) == [1, 3, 0, 5])
        #expect(try answer(Ranking(.places, axis: 1, count: 3, isGreatest: false)) == [2, 4, 0])
        #expect(try answer(Ranking(.places, axis: 1, count: 1)) == [1])
        #expect(try answer(Ranking(.places, axis: 1, count: 1, prefersLast: true)) == [3])
        #expect(try answer(Ranking(.places, axis: 1, count: 0)) == [])
    }

    @Test func theGradientGoesToThePlaces() throws {
        let values = try OperatorHarness(Ranking(.values, axis: 1, count: 3), [line])
        let gradient = Tensor([1, 3], [1, 2, 3])
        #expect(try values.gradient(gradient, toInput: 0).values == [3, 1, 0, 2, 0, 0])
        let places = try OperatorHarness(Ranking(.places, axis: 1, count: 3), [line])
        #expect(try places.gradient(gradient, toInput: 0).values == [0, 0, 0, 0, 0, 0])
    }

    @Test func takesNoMoreThanThereAre() {
        #expect(throws: ShapeError.badSetting("size", value: 7)) {
            try Ranking(.values, axis: 1, count: 7).outputShape(of: [[1, 6]])
        }
        #expect(throws: ShapeError.badSetting("axis", value: 2)) {
            try Ranking(.values, axis: 2, count: 1).outputShape(of: [[1, 6]])
        }
    }
}
