import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

@Suite struct BackwardPassTests {
    /// input → a → b → scores, and aside, which the scores do not read.
    private func pass() throws -> ForwardPass {
        var builder = GraphBuilder(name: "chain", input: [4])
        func dense(_ name: String, _ input: Int) throws -> Int {
            try builder.add(name, Dense(weights: OperatorSamples.values([4, 4])), input)
        }
        let a = try dense("a", builder.input)
        let b = try dense("b", a)
        let scores = try dense("scores", b)
        _ = try dense("aside", b)
        return try Executor(builder.build(logits: scores)).forward(Tensor([1, 4], [1, 2, 3, 4]))
    }

    @Test(arguments: [BackwardPass.Keeping.outputs, .nothing])
    func aGradientThatWasDroppedIsAnError(keeping: BackwardPass.Keeping) throws {
        let expected = try pass().backward(fromClass: 1)
        let backward = try pass().backward(fromClass: 1, keeping: keeping)
        for node in [2, 1, 0] {
            #expect(try backward.gradient(at: node).values == expected.gradient(at: node).values)
        }
        for (node, name) in [(2, "b"), (1, "a")] {
            #expect(throws: BackwardPassError.dropped(layer: name)) { try backward.gradient(at: node) }
        }
        #expect(try backward.gradient(at: 0).values == expected.gradient(at: 0).values)
    }

    @Test func whereTheScoreDoesNotDependItIsZero() throws {
        let backward = try pass().backward(fromClass: 1, keeping: .outputs)
        _ = try backward.gradient(at: 0)
        #expect(try backward.gradient(at: 4).values == [0, 0, 0, 0])
    }

    @Test func allGradientsCanBeAskedForInAnyOrder() throws {
        let backward = try pass().backward(fromClass: 0)
        let atTheBottom = try backward.gradient(at: 0).values
        #expect(try backward.gradient(at: 2).values.contains { $0 != 0 })
        #expect(try backward.gradient(at: 0).values == atTheBottom)
    }

    @Test func aMultiplierThatWasDroppedIsAnError() throws {
        let pass = try pass()
        let lift = try DeepLIFTPass(of: pass, reference: pass, fromClass: 0)
        _ = try lift.multipliers(at: 0)
        #expect(throws: BackwardPassError.dropped(layer: "b")) { try lift.multipliers(at: 2) }
        #expect(try lift.multipliers(at: 4).values == [0, 0, 0, 0])
    }
}
