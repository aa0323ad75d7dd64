import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

@Suite struct PatternSearchTests {
    private func patterns(
        _ style: PatternStyle, _ direction: PatternDirection = .ascent, steps: Int = 6,
        batchSizes: [Int] = [4], filters: [Int] = [0, 1, 2, 3, 4], seed: UInt64 = 1
    ) throws -> [PatternSearch.Found] {
        let analysis = try PatternSample.analysis()
        let network = try PatternNetwork(
            to: analysis.model.layer(named: "last"), of: analysis.model, size: 24,
            isLinear: style.isLinear, besides: analysis.executor)
        let recipe = PatternRecipe(
            style: style, direction: direction, height: 24, width: 24, steps: steps, seed: seed)
        let search = PatternSearch(
            recipe, in: network, describedBy: Self.description(style, analysis.model, network),
            batchSizes: batchSizes)
        var found: [PatternSearch.Found] = []
        try search.run(filters, cancellation: nil, progress: { _, _ in }, finished: { found.append($0) })
        return found.sorted { $0.filter < $1.filter }
    }

    private static func description(
        _ style: PatternStyle, _ model: Model, _ network: PatternNetwork
    ) -> any PatternDescription {
        let transform = model.preprocessing.colourTransform
        return style == .glassbox
            ? WavePattern(height: 24, width: 24, transform: transform)
            : PixelPattern(style, shape: network.inputShape, channels: transform.channels)
    }

    @Test(arguments: PatternStyle.allCases) func theBatchSizeDoesNotMatter(style: PatternStyle) throws {
        let one = try patterns(style, batchSizes: [1])
        let four = try patterns(style, batchSizes: [4])
        let tried = try patterns(style, batchSizes: [1, 2, 4])
        #expect(one.map(\.filter) == [0, 1, 2, 3, 4])
        for others in [four, tried] {
            for (a, b) in zip(one, others) { #expect(relativeError(b.colours, a.colours) <= 1e-4) }
        }
        let alone = try patterns(style, filters: [3])
        #expect(relativeError(alone[0].colours, one[3].colours) <= 1e-4)
    }

    @Test func anotherSeedIsAnotherPattern() throws {
        let first = try patterns(.glassbox, filters: [0])[0].colours
        #expect(relativeError(try patterns(.glassbox, filters: [0], seed: 2)[0].colours, first) > 0.01)
        #expect(try patterns(.glassbox, filters: [0])[0].colours.values == first.values)
    }

    @Test(arguments: PatternStyle.allCases) func ascentRaisesAndDescentLowers(style: PatternStyle) throws {
        let analysis = try PatternSample.analysis()
        let network = try PatternNetwork(
            to: analysis.model.layer(named: "last"), of: analysis.model, size: 24, isLinear: true,
            besides: analysis.executor)
        let description = Self.description(style, analysis.model, network)
        for filter in 0..<5 {
            func answer(after steps: Int, sign: Float) throws -> Float {
                var states = [description.start(filter, seed: 1)]
                for _ in 0..<steps {
                    let gradient = try network.gradient(
                        of: [filter], at: description.inputs(of: states), cancellation: nil)
                    description.advance(&states, gradient: gradient.gradient, sign: sign)
                }
                return try network.gradient(
                    of: [filter], at: description.inputs(of: states), cancellation: nil
                ).answers[0]
            }
            let start = try answer(after: 0, sign: 1)
            #expect(try answer(after: 8, sign: 1) > start, "filter \(filter)")
            #expect(try answer(after: 8, sign: -1) < start, "filter \(filter)")
        }
    }

    @Test func aSilentFilterIsDoneAtOnce() throws {
        let found = try patterns(.pygame, batchSizes: [2])
        #expect(found.map(\.filter) == [0, 1, 2, 3, 4])
        #expect(found.contains { $0.isSilent })
        for pattern in found { #expect(pattern.isSilent == (pattern.steps < 6)) }
        #expect(try patterns(.glassbox).allSatisfy { !$0.isSilent && $0.steps == 6 })
    }

    @Test func theSeedTakesTheMeanWithoutTheEdges() throws {
        let output = uniform([2, 3, 7, 6], index: 3)
        let middle = PatternNetwork.middle(of: [3, 7, 6])
        #expect(middle == [2..<5, 2..<4])
        let (seed, answers) = PatternNetwork.seed([2, 0], of: output, over: middle)
        for (item, filter) in [2, 0].enumerated() {
            var sum: Float = 0
            for channel in 0..<3 {
                for row in 0..<7 {
                    for column in 0..<6 {
                        let position = ((item * 3 + channel) * 7 + row) * 6 + column
                        let counts = channel == filter && (2..<5).contains(row) && (2..<4).contains(column)
                        #expect(seed[position] == (counts ? Float(1) / 6 : 0))
                        if counts { sum += output[position] }
                    }
                }
            }
            #expect(abs(answers[item] - sum / 6) < 1e-6)
        }
        // What lies on the wrong side counts less.
        let row = Tensor([1, 1, 1, 7], [9, 9, -1, 2, 0, 9, 9])
        let counted = PatternNetwork.middle(of: [1, 1, 7])
        let (whole, part): (Float, Float) = (1 / Float(3), 0.25 / Float(3))
        let raised = PatternNetwork.seed([0], of: row, over: counted, leak: 0.25).seed.values
        #expect(raised == [0, 0, part, whole, part, 0, 0])
        let lowered = PatternNetwork.seed([0], of: row, over: counted, sign: -1, leak: 0.25).seed.values
        #expect(lowered == [0, 0, whole, part, part, 0, 0])
        // Small maps keep their middle.
        #expect(PatternNetwork.middle(of: [1, 1, 3]) == [0..<1, 1..<2])
    }

    /// The part that is computed gives what the whole layer gives in the middle of its map.
    @Test func onlyWhatCountsIsComputed() throws {
        let analysis = try PatternSample.analysis()
        let layer = try analysis.model.layer(named: "last")
        let network = try PatternNetwork(
            to: layer, of: analysis.model, size: 30, isLinear: false, besides: analysis.executor)
        let patterns = uniform([3, 3, 30, 30], index: 9)
        let filters = [4, 0, 4]
        let found = try network.gradient(of: filters, at: patterns, cancellation: nil)
        let pass = try Executor(network.graph).forward(patterns)
        let last = network.graph.lastComputed
        let (seed, answers) = PatternNetwork.seed(
            filters, of: try pass.output(of: last), over: [2..<13, 2..<13])
        let gradient = try pass.backward(from: last, gradient: seed).gradient(at: 0)
        #expect(relativeError(found.gradient, gradient) <= 1e-5)
        #expect(relativeError(Tensor([3], found.answers), Tensor([3], answers)) <= 1e-5)
    }
}
