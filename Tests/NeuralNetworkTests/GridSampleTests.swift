import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// What the golden data of ``OperatorGoldenTests`` does not hold.
@Suite struct GridSampleTests {
    private static let modes = GridSample.Mode.allCases
    private static let paddings = GridSample.Padding.allCases

    private func values(_ shape: Shape, seed: UInt64) -> Tensor {
        var draw = Draw(seed: seed)
        return draw.tensor(shape)
    }

    @Test(arguments: modes, paddings)
    func aConstantGridDoesWhatAnInputDoes(mode: GridSample.Mode, padding: GridSample.Padding) throws {
        let picture = values([2, 3, 5, 4], seed: 1)
        let one = values([1, 3, 6, 2], seed: 2)
        let both = Tensor([2, 3, 6, 2], one.values + one.values)
        let expected = try OperatorHarness(GridSample(mode, padding: padding), [picture, both])
        for grid in [one, both] {
            let found = try OperatorHarness(GridSample(mode, padding: padding, grid: grid), [picture])
            #expect(try found.output().values == expected.output().values)
            let gradient = values([2, 3, 3, 6], seed: 3)
            #expect(
                try found.gradient(gradient, toInput: 0).values
                    == expected.gradient(gradient, toInput: 0).values)
        }
    }

    @Test(arguments: modes, paddings)
    func aGridOfThePixelsGivesThePicture(mode: GridSample.Mode, padding: GridSample.Padding) throws {
        let picture = values([1, 2, 3, 5], seed: 4)
        var grid: [Float] = []
        for row in 0..<3 {
            for column in 0..<5 { grid += [Float(column) / 2 - 1, Float(row) - 1] }
        }
        let sampling = GridSample(
            mode, padding: padding, alignsCorners: true, grid: Tensor([1, 3, 5, 2], grid))
        #expect(relativeError(try OperatorHarness(sampling, [picture]).output(), picture) < 1e-6)
    }

    @Test(arguments: modes, paddings)
    func aPlaceThatIsNoNumberReadsNothing(mode: GridSample.Mode, padding: GridSample.Padding) throws {
        let picture = values([1, 2, 4, 4], seed: 5)
        let grid = Tensor([1, 1, 3, 2], [.nan, 0, 0, .infinity, -.greatestFiniteMagnitude, 0])
        let harness = try OperatorHarness(GridSample(mode, padding: padding), [picture, grid])
        #expect(try harness.output().values == [0, 0, 0, 0, 0, 0])
        let gradient = Tensor([1, 2, 1, 3], repeating: 1)
        #expect(try harness.gradient(gradient, toInput: 0).values.allSatisfy { $0 == 0 })
        #expect(try harness.gradient(gradient, toInput: 1).values.allSatisfy { $0 == 0 })
    }

    /// One pixel has no span to be mirrored in.
    @Test(arguments: modes, [false, true])
    func aPictureOfOnePixelIsMirroredToItself(mode: GridSample.Mode, alignsCorners: Bool) throws {
        let grid = values([1, 2, 4, 2], seed: 6)
        let sampling = GridSample(mode, padding: .reflection, alignsCorners: alignsCorners)
        let output = try OperatorHarness(sampling, [Tensor([1, 1, 1, 1], [3]), grid]).output()
        #expect(output.values.allSatisfy { abs($0 - 3) < 1e-5 })
    }

    @Test func refusesGridsThatDoNotFit() throws {
        let sampling = GridSample()
        #expect(throws: ShapeError.inputCount(expected: 2, found: 1)) {
            try sampling.outputShape(of: [[1, 3, 4, 4]])
        }
        #expect(throws: ShapeError.rank(expected: 4, found: [1, 3, 2])) {
            try sampling.outputShape(of: [[1, 3, 4, 4], [1, 3, 2]])
        }
        #expect(throws: ShapeError.extent(axis: "along axis \(3)", expected: 2, found: 3)) {
            try sampling.outputShape(of: [[1, 3, 4, 4], [1, 5, 5, 3]])
        }
        #expect(throws: ShapeError.extent(axis: "items of the batch", expected: 1, found: 2)) {
            try sampling.outputShape(of: [[2, 3, 4, 4], [1, 5, 5, 2]])
        }
        #expect(throws: ShapeError.badSetting("input", value: 0)) {
            try sampling.outputShape(of: [[1, 3, 0, 4], [1, 5, 5, 2]])
        }
        #expect(try sampling.outputShape(of: [[1, 3, 4, 4], [1, 5, 6, 2]]) == [1, 3, 5, 6])
    }
}
