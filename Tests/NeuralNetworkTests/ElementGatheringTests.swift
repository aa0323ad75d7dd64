import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Elements at places along an axis, worked out by hand.
@Suite struct ElementGatheringTests {
    private let elements = Tensor([1, 2, 3], [1, 2, 3, 4, 5, 6])

    private func harness(_ places: Tensor) throws -> OperatorHarness {
        try OperatorHarness(ElementGathering(axis: 2), [elements, places])
    }

    /// From the end where negative, without fractions, at the nearest end where outside.
    @Test func readsAtPlaces() throws {
        let places = Tensor([1, 2, 4], [2, 0, 0, -1, 1.9, 7, -9, .nan])
        #expect(try harness(places).output().values == [3, 1, 1, 3, 5, 6, 4, 4])
    }

    @Test func theGradientOfAnElementIsTheSumOfItsReaders() throws {
        let places = Tensor([1, 2, 2], [1, 1, 0, 2])
        let gradient = Tensor([1, 2, 2], [1, 2, 3, 4])
        #expect(try harness(places).gradient(gradient, toInput: 0).values == [0, 3, 0, 3, 0, 4])
        #expect(try harness(places).gradient(gradient, toInput: 1).values == [0, 0, 0, 0])
    }

    @Test func takesPlacesOfItsOwnAxesOnly() {
        #expect(throws: ShapeError.rank(expected: 3, found: [2, 2])) {
            try ElementGathering(axis: 2).outputShape(of: [[1, 2, 3], [2, 2]])
        }
        #expect(throws: ShapeError.badSetting("axis", value: 3)) {
            try ElementGathering(axis: 3).outputShape(of: [[1, 2, 3], [1, 2, 3]])
        }
        #expect {
            try ElementGathering(axis: 2).outputShape(of: [[1, 2, 3], [1, 5, 3]])
        } throws: {
            "\($0)" == "it takes 2 along axis 1, not 5"
        }
    }
}
