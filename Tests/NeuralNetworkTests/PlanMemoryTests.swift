import Files
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// A pass that would not fit into the memory is refused before anything is taken.
@Suite struct PlanMemoryTests {
    /// 4 → 100 → 4 floats: one after the other at most 416 bytes with the input gone, 432 all together; and a copy of 400.
    private func executor(_ byteLimit: Int) throws -> Executor {
        var builder = GraphBuilder(name: "chain", input: [4])
        let wide = try builder.add("wide", Dense(weights: OperatorSamples.values([100, 4])), builder.input)
        let scores = try builder.add("scores", Dense(weights: OperatorSamples.values([4, 100])), wide)
        return try Executor(builder.build(logits: scores), memory: MemoryBudget(byteLimit: byteLimit))
    }

    private let input = Tensor([1, 4], [1, 2, 3, 4])

    @Test func aPassThatKeepsOneOutput() throws {
        #expect(try executor(416 + 400).output(for: input).count == 4)
        let error = #expect(throws: MemoryBudgetError.self) { try executor(815).output(for: input) }
        #expect(error == .bytes("wide", needed: 816, limit: 815))
    }

    @Test func aPassThatKeepsAllOfThem() throws {
        #expect(try executor(432 + 400).forward(input).output(of: 1).count == 100)
        #expect(throws: MemoryBudgetError.bytes("wide", needed: 832, limit: 831)) {
            try executor(831).forward(input)
        }
    }

    @Test func aPassBackKeepsTwiceAsMuch() throws {
        let forward = try executor(2 * 432 + 399).forward(input)
        #expect(throws: MemoryBudgetError.bytes("wide", needed: 1264, limit: 1263)) {
            try forward.backward(fromClass: 0)
        }
        #expect(try executor(2 * 432 + 400).forward(input).backward(fromClass: 0).gradient(at: 0).count == 4)
        // One that keeps no gradients takes no more than the pass forward.
        #expect(try forward.backward(fromClass: 0, keeping: .nothing).gradient(at: 0).count == 4)
    }

    /// Batches count as often as they have items.
    @Test func batches() throws {
        #expect(throws: MemoryBudgetError.bytes("wide", needed: 1632, limit: 900)) {
            try executor(900).output(for: Tensor([2, 4], repeating: 1))
        }
    }

    @Test func intermediateResults() throws {
        let context = try ComputeContext(MemoryBudget(byteLimit: 1000))
        #expect(try context.scratchBytes(1000).count == 1000)
        let error = #expect(throws: EngineError.self) { try context.scratchBytes(1001) }
        #expect(
            error?.at(layer: "conv").description
                == "The layer conv cannot be computed: the engine could not take 0.0 MB for intermediate results: there is not enough memory."
        )
    }
}
