import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Rounding to numbers of a few bits, worked out by hand.
@Suite struct QuantizationTests {
    private let operation = Quantization(scale: Tensor([], [0.5]), zeroPoint: Tensor([], [3]), numbers: 0...7)

    @Test func halvesGoToTheEvenNumber() throws {
        let input = Tensor([1, 8], [0.25, 0.75, -0.25, -0.75, 1.9, 2.5, -1.5, -100])
        let harness = try OperatorHarness(operation, [input])
        #expect(try harness.output().values == [3, 5, 3, 1, 7, 7, 0, 0])
        // What is rounded beyond the last number is cut off, and has no gradient.
        let gradient = Tensor([1, 8], repeating: 1)
        #expect(try harness.gradient(gradient, toInput: 0).values == [2, 2, 2, 2, 2, 0, 2, 0])
    }

    @Test func scalesMayComeFromLayers() throws {
        let inputs = [Tensor([1, 2], [1, -1]), Tensor([], [0.25]), Tensor([], [2])]
        let harness = try OperatorHarness(Quantization(numbers: 0...255), inputs)
        #expect(try harness.output().values == [6, 0])
        let gradient = Tensor([1, 2], [1, 1])
        #expect(try harness.gradient(gradient, toInput: 0).values == [4, 0])
        #expect(try harness.gradient(gradient, toInput: 1).values == [0])
    }

    @Test func theRangeHasZeroInIt() throws {
        func range(_ values: [Float]) throws -> [Float] {
            try OperatorHarness(QuantizationRange(), [Tensor([1, values.count], values)]).output().values
        }
        #expect(try range([255, 510]) == [2, 0])
        #expect(try range([-255, -1]) == [1, 255])
        #expect(try range([-51, 204]) == [1, 51])
        #expect(try range([0, 0]) == [1, 0])
    }

    /// Pictures that went through together would have one range.
    @Test func aRangeIsThatOfOnePicture() {
        #expect(throws: ShapeError.extent(axis: "items of the batch", expected: 1, found: 2)) {
            try QuantizationRange().outputShape(of: [[2, 3]])
        }
    }

    @Test func scalesFitTheInput() {
        let channels = Quantization(
            scale: Tensor([3, 1, 1], repeating: 1), zeroPoint: Tensor([3, 1, 1], repeating: 0), numbers: 0...1
        )
        #expect(throws: ShapeError.notBroadcastable([1, 4, 2, 2], [3, 1, 1])) {
            try channels.outputShape(of: [[1, 4, 2, 2]])
        }
        #expect(throws: ShapeError.notBroadcastable([1, 1, 2, 2], [3, 1, 1])) {
            try channels.outputShape(of: [[1, 1, 2, 2]])
        }
    }
}
