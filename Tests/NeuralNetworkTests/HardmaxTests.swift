import Tensors
import Testing

@testable import NeuralNetwork

@Suite struct HardmaxTests {
    @Test func marksTheFirstMaximum() throws {
        let input = Tensor([1, 3, 2], [1, 4, 3, 4, 3, 0])
        #expect(try OperatorHarness(Hardmax(axis: 1), [input]).output().values == [0, 1, 1, 0, 0, 0])
        let last = try OperatorHarness(Hardmax(axis: 2), [input])
        #expect(try last.output().values == [0, 1, 0, 1, 1, 0])
        #expect(try last.gradient(input, toInput: 0).values.allSatisfy { $0 == 0 })
    }
}
