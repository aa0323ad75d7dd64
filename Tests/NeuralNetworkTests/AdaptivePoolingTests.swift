import GoldenData
import Tensors
import Testing

@testable import NeuralNetwork

/// Adaptive pooling against PyTorch 2.13 on whole numbers.
@Suite struct AdaptivePoolingTests {
    private func counting(_ shape: Shape) -> Tensor { Tensor(shape, (0..<shape.count).map(Float.init)) }

    @Test func partsOverlapWhereTheSizeDoesNotDivide() throws {
        let operation = AdaptivePooling(outputSize: [3, 4])
        #expect(try operation.outputShape(of: [[1, 1, 5, 7]]) == [1, 1, 3, 4])
        let output = try OperatorHarness(operation, [counting([1, 1, 5, 7])]).output()
        let expected: [Float] = [4, 5.5, 7.5, 9, 14.5, 16, 18, 19.5, 25, 26.5, 28.5, 30]
        // Thirds are rounded.
        #expect(zip(output.values, expected).allSatisfy { abs($0 - $1) <= 1e-6 * $1 })
    }

    @Test func smallInputsAreRepeated() throws {
        let harness = try OperatorHarness(AdaptivePooling(outputSize: [4, 4]), [counting([1, 1, 2, 3])])
        let output = try harness.output()
        #expect(output.values == [0, 0.5, 1.5, 2, 0, 0.5, 1.5, 2, 3, 3.5, 4.5, 5, 3, 3.5, 4.5, 5])
        let gradient = try harness.gradient(counting([1, 1, 4, 4]), toInput: 0)
        #expect(gradient.values == [7, 7, 14, 31, 23, 38])
    }

    @Test(arguments: [(1, 1), (7, 7), (6, 6), (5, 3), (13, 2)])
    func gradientIsTheAdjoint(rows: Int, columns: Int) throws {
        let input = uniform([2, 3, rows, columns], index: 1)
        let harness = try OperatorHarness(AdaptivePooling(outputSize: [6, 4]), [input])
        let direction = uniform([2, 3, 6, 4], index: 2)
        let left = dot(try harness.output(), direction)
        let right = dot(input, try harness.gradient(direction, toInput: 0))
        #expect(abs(left - right) < 1e-5)
    }

    @Test func refusesWhatHasNoRowsAndColumns() {
        let operation = AdaptivePooling(outputSize: [2, 2])
        #expect(throws: ShapeError.rank(expected: 4, found: [1, 2])) {
            try operation.outputShape(of: [[1, 2]])
        }
        #expect(throws: ShapeError.windowTooLarge(window: [1, 1], input: [0, 3])) {
            try operation.outputShape(of: [[1, 2, 0, 3]])
        }
    }
}
