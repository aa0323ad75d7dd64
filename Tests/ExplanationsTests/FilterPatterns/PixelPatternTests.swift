import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// Keras's example against PyTorch's autograd, from the same start.
@Suite struct PixelPatternTests {
    struct Cases: Decodable {
        let steps: Int
        let crop: Int
        let small: [Int]
        let vgg16: [Int]
    }

    private let folder = GoldenFolder("filter-patterns")

    private func agrees(_ model: Model, _ layer: String, size: Int, _ filters: [Int], _ group: String) throws
    {
        let cases = try folder.decode(Cases.self, from: "cases.json")
        let arrays = try folder.tensors("arrays.safetensors")
        let network = try PatternNetwork(
            to: model.layer(named: layer), of: model, size: size, isLinear: false,
            besides: Executor(model.graph))
        let pattern = PixelPattern(.pygame, shape: network.inputShape, channels: [0, 1, 2])
        var states = filters.map { filter in
            var state = pattern.start(filter, seed: 0)
            state.values = uniform([3, size, size], index: UInt64(7000 + filter)).values.map { $0 * 0.125 }
            return state
        }
        for _ in 0..<cases.steps {
            let gradient = try network.gradient(
                of: filters, at: pattern.inputs(of: states), cancellation: nil
            ).gradient
            pattern.advance(&states, gradient: gradient, sign: 1)
        }
        for state in states {
            let expected = try arrays.tensor("\(group)/\(state.filter)")
            let found = Tensor([3, size, size], state.values)
            #expect(relativeError(found, expected) <= 1e-4, "\(group) \(state.filter)")
        }
    }

    @Test func agreesWithPyTorchOnASmallNetwork() throws {
        let cases = try folder.decode(Cases.self, from: "cases.json")
        #expect(cases.small.count == 3)
        try agrees(PatternSample.model(), "last", size: PatternSample.size, cases.small, "small")
    }

    @Test func agreesWithPyTorchOnTheEmbeddedNetwork() throws {
        let cases = try folder.decode(Cases.self, from: "cases.json")
        #expect(cases.vgg16.count == 3)
        try agrees(ModelCatalogue.load("vgg16-features"), "block3_conv1", size: 32, cases.vgg16, "vgg16")
    }

    @Test(arguments: [(PatternStyle.pygame, "keras"), (.seed003, "seed003")])
    func showsWhatTheFormulaShows(style: PatternStyle, name: String) throws {
        let cases = try folder.decode(Cases.self, from: "cases.json")
        let arrays = try folder.tensors("arrays.safetensors")
        let size = PatternSample.size
        let pattern = PixelPattern(
            style, shape: [3, size, size], channels: [0, 1, 2], crop: cases.crop)
        var state = PatternState(filter: 0, seed: 0)
        state.values = try arrays.tensor("small/\(cases.small[0])").values
        let shown = PatternPicture.picture(of: pattern.colours(of: state))
        let expected = try arrays.tensor("shown/\(name)")
        let found = PatternPicture.colours(of: shown).values.map { ($0 * 255).rounded() }
        // A quarter of a level is added before the cut.
        let wrong = zip(found, expected.values).filter { abs($0 - $1) > 1 }.count
        let different = zip(found, expected.values).filter { $0 != $1 }.count
        #expect(wrong == 0)
        #expect(different * 3 <= found.count)
    }

    @Test func theStepIsTheNormalisedGradient() {
        let pattern = PixelPattern(.pygame, shape: [1, 1, 2], channels: [0, 0, 0])
        var states = [pattern.start(0, seed: 1), pattern.start(1, seed: 1)]
        let before = states.map(\.values)
        #expect(before[0] != before[1])
        #expect(before.joined().allSatisfy { abs($0) <= 0.125 })
        pattern.advance(&states, gradient: Tensor([2, 1, 1, 2], [3, -4, 0, 0]), sign: -1)
        #expect(abs(states[0].values[0] - (before[0][0] - 6)) < 1e-5)
        #expect(abs(states[0].values[1] - (before[0][1] + 8)) < 1e-5)
        #expect(states[1].values == before[1])
        #expect(states.map(\.isSettled) == [false, true])
    }

    @Test func aConstantPatternIsGrey() {
        let pattern = PixelPattern(.seed003, shape: [3, 8, 8], channels: [0, 1, 2])
        var state = PatternState(filter: 0, seed: 0)
        state.values = [Float](repeating: 0.3, count: 192)
        #expect(pattern.colours(of: state).values.allSatisfy { abs($0 - 128.0 / 255) < 1e-5 })
    }
}
