import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

@Suite struct KernelsTests {
    /// Two kernels of two inputs, 1×2 each, and one dead; worked out by hand.
    private let weights = Tensor(
        Shape([3, 2, 1, 2]), [3, 0, 0, -4, 1, -1, 0.5, 0.5, 0, 0, 0, 0])

    private func kernels() throws -> KernelWeights {
        let window = Window([1, 2])
        return try #require(KernelWeights(Convolution(weights: weights, window: window)))
    }

    @Test func lengthsAndDeadOnes() throws {
        let norms = try kernels().norms
        #expect(norms[0] == 5 && abs(norms[1] - Float(2.5).squareRoot()) < 1e-6 && norms[2] == 0)
        #expect(KernelWeights.deadCount(norms) == 1)
        #expect(KernelWeights.deadCount([0, 0]) == 2)
    }

    @Test func theStrongestInputIsShown() throws {
        let kernels = try kernels()
        #expect(kernels.tile(0).values == [0, -4])
        #expect(kernels.tile(1).values == [1, -1])
    }

    @Test func singleNumbersStandRowByRow() throws {
        let dense = try #require(
            KernelWeights(Dense(weights: Tensor(Shape([1, 3]), [1, 2, 3]))))
        let tile = dense.tile(0)
        #expect(tile.shape == Shape([2, 2]) && Array(tile.values.prefix(3)) == [1, 2, 3])
        #expect(tile.values[3].isNaN)
    }

    /// The channels of a network that reads blue first change places.
    @Test func colours() throws {
        let one = Tensor(Shape([1, 3, 1, 1]), [1, 2, 3])
        let window = Window([1, 1])
        let kernels = try #require(KernelWeights(Convolution(weights: one, window: window)))
        let blueFirst = ColourTransform(
            matrix: [[0, 0, 2], [0, 2, 0], [2, 0, 0]], shift: [0, 0, 0])
        #expect(kernels.colours(0, blueFirst).values == [6, 4, 2])
    }

    @Test func whatIsSeenOfANetwork() throws {
        let analysis = try Sample.catAnalysis()
        let layer = try analysis.model.layer(named: "_conv_stem")
        let answer = try Kernels().explain(Question(layer: layer), of: analysis)
        #expect(answer.raw.shape == Shape([32, 3, 3, 3]))
        guard case .sheet(let sheet) = answer.presentation(OptionValues(), in: nil) else {
            Issue.record("kernels are a sheet")
            return
        }
        #expect(sheet.panels.count == 4 && sheet.legend == nil)
        #expect(sheet.panels[0].picture != sheet.panels[1].picture)
        var signs = OptionValues()
        try signs.set("colours", to: "signs", for: Kernels())
        let signed = try Kernels().explain(Question(layer: layer, options: signs), of: analysis)
        guard case .sheet(let numbers) = signed.presentation(signs, in: nil) else { return }
        // The first weight of the first kernel, in the corner of the first tile.
        let found = try #require(numbers.panels[0].value(across: 0.001, down: 0.001))
        #expect(found.value == signed.raw[0] && numbers.legend != nil)
        // Between the first tile and the second there is no weight.
        #expect(numbers.panels[0].value(across: 3.5 / 23, down: 0.001) == nil)
    }

    @Test func whatHasNoKernelsSaysSo() throws {
        let analysis = try Sample.catAnalysis()
        let layer = try analysis.model.layer(named: "_bn0")
        #expect(Kernels().obstacle(in: analysis.model, at: layer) == .noKernels(layer: "_bn0"))
    }
}
