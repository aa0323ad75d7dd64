import Tensors
import Testing

@testable import NeuralNetwork

/// Positions of maxima and what is put back there, by hand.
@Suite struct UnpoolingTests {
    private let input = Tensor([1, 1, 4, 4], [1, 2, 9, 3, 4, 8, 5, 6, 0, 7, 7, 1, 7, 7, 2, 3])

    @Test func maximaAreFoundInBothOrders() throws {
        let window = Window([2, 2], stride: [2, 2])
        let rows = try OperatorHarness(MaximumPositions(window: window), [input])
        #expect(try rows.output().values == [5, 2, 9, 10])
        #expect(
            try rows.gradient(Tensor([1, 1, 2, 2], repeating: 1), toInput: 0).values.allSatisfy { $0 == 0 })
        let columns = MaximumPositions(window: window, isColumnMajor: true)
        #expect(try OperatorHarness(columns, [input]).output().values == [5, 8, 6, 10])
    }

    @Test func paddingIsNoMaximum() throws {
        let window = Window([3, 3], stride: [2, 2], padding: .all(1))
        let negative = Tensor([1, 2, 2, 2], [-4, -3, -2, -1, -8, -9, -7, -6])
        #expect(try OperatorHarness(MaximumPositions(window: window), [negative]).output().values == [3, 7])
    }

    @Test func elementsReturnToTheirPlaces() throws {
        let values = Tensor([1, 1, 2, 2], [5, 6, 7, 8])
        let positions = Tensor([1, 1, 2, 2], [5, 2, 9, .nan])
        let harness = try OperatorHarness(Unpooling(size: [4, 4], outputSize: [5, 4]), [values, positions])
        let output = try harness.output()
        #expect(output.shape == [1, 1, 5, 4])
        #expect(output.values == [0, 0, 6, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        let gradient = Tensor([1, 1, 5, 4], (0..<20).map(Float.init))
        #expect(try harness.gradient(gradient, toInput: 0).values == [5, 2, 9, 0])
        #expect(try harness.gradient(gradient, toInput: 1).values == [0, 0, 0, 0])
        #expect(throws: ShapeError.badSetting("output extent", value: 3)) {
            try Unpooling(size: [4, 4], outputSize: [3, 4]).outputShape(of: [values.shape, values.shape])
        }
    }
}
