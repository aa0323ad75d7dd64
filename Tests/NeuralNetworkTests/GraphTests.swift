import Files
import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// A small network with a skip connection: the executor's results do not depend on how it fuses and keeps.
@Suite struct GraphTests {
    static func branching() throws -> Graph {
        var draw = Draw(seed: 3)
        var builder = GraphBuilder(name: "branching", input: [3, 12, 12])
        let stem = try builder.add(
            "stem", Convolution(weights: draw.tensor([8, 3, 3, 3]), window: Window([3, 3], padding: .same)), 0
        )
        let norm = try builder.add(
            "norm",
            BatchNormalization(
                scale: draw.tensor([8]), offset: draw.tensor([8]), mean: draw.tensor([8]),
                variance: Tensor([8], (1...8).map { Float($0) / 4 }), epsilon: 1e-3), stem)
        let relu = try builder.add("relu", ActivationLayer(.relu6), norm)
        let side = try builder.add(
            "side",
            Convolution(
                weights: draw.tensor([8, 8, 3, 3]), window: Window([3, 3], padding: .same), activation: .silu),
            relu)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, side, relu)
        let pool = try builder.add("pool", GlobalPooling.average, sum)
        let flat = try builder.add("flat", Reshape.flatten, pool)
        let dense = try builder.add(
            "dense", Dense(weights: draw.tensor([5, 8]), bias: draw.tensor([5])), flat)
        return builder.build(logits: dense)
    }

    static let input = uniform([2, 3, 12, 12], index: 77)

    /// Runs the layers one by one, without fusing.
    static func oneByOne(_ graph: Graph, _ input: Tensor) throws -> [Tensor] {
        var outputs = [input]
        for node in graph.nodes.dropFirst() {
            outputs.append(try OperatorHarness(node.operation!, node.inputs.map { outputs[$0] }).output())
        }
        return outputs
    }

    @Test func everyLayerIsRightHoweverItIsFused() throws {
        let graph = try Self.branching()
        let expected = try Self.oneByOne(graph, Self.input)
        let executor = try Executor(graph)
        let pass = try executor.forward(Self.input)
        for node in graph.nodes {
            #expect(relativeError(try pass.output(of: node.id), expected[node.id]) <= 1e-5, "\(node.name)")
            #expect(
                relativeError(try executor.output(of: node.id, for: Self.input), expected[node.id]) <= 1e-5,
                "\(node.name)")
        }
        #expect(try pass.logits()?.shape == [2, 5])
    }

    @Test func everyGradientIsTheDirectionalDerivative() throws {
        let graph = try Self.branching()
        let pass = try Executor(graph).forward(Self.input)
        let backward = try pass.backward(fromClass: 2)
        // By the chain rule ⟨gradient, J·v⟩ is the same number at every layer that all paths cross.
        let step: Float = 1e-3
        let direction = uniform(Self.input.shape, index: 78)
        func outputs(_ distance: Float) throws -> [Tensor] {
            let moved = Tensor(
                Self.input.shape, zip(Self.input.values, direction.values).map { $0 + distance * $1 })
            return try Self.oneByOne(graph, moved)
        }
        let (above, below) = (try outputs(step), try outputs(-step))
        let products = try ["input", "stem", "norm", "relu", "sum", "pool", "flat", "dense"].map { name in
            let node = try #require(graph.node(named: name)).id
            let difference = Tensor(
                above[node].shape, zip(above[node].values, below[node].values).map { ($0 - $1) / (2 * step) })
            return dot(difference, try backward.gradient(at: node))
        }
        for product in products {
            #expect(abs(product - products.last!) <= 0.02 * abs(products.last!))
        }
    }

    @Test func gradientsDoNotDependOnTheOrderOfQuestions() throws {
        let graph = try Self.branching()
        let executor = try Executor(graph)
        let pass = try executor.forward(Self.input)
        let down = try pass.backward(fromClass: 1)
        let up = try pass.backward(fromClass: 1)
        try up.complete()
        for node in graph.nodes.reversed() {
            #expect(try down.gradient(at: node.id).values == up.gradient(at: node.id).values)
        }
    }

    @Test func aPassFromAFusedLayerReachesTheInput() throws {
        let graph = try Self.branching()
        let pass = try Executor(graph).forward(Self.input)
        let stem = try #require(graph.node(named: "stem"))
        let seed = uniform(Shape([2] + stem.shape.dimensions), index: 5)
        let found = try pass.backward(from: stem.id, gradient: seed).gradient(at: 0)
        let expected = try OperatorHarness(stem.operation!, [Self.input]).gradient(seed, toInput: 0)
        #expect(relativeError(found, expected) <= 1e-5)
        #expect(try pass.backward(from: stem.id, gradient: seed).gradient(at: stem.id).values == seed.values)
    }

    @Test func aCancelledPassStops() throws {
        let executor = try Executor(Self.branching())
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try executor.forward(Self.input, cancellation: cancellation)
        }
    }

    @Test func refusesLayersThatDoNotFit() throws {
        var builder = GraphBuilder(name: "bad", input: [3, 8, 8])
        let convolution = Convolution(weights: Tensor([4, 5, 3, 3], repeating: 1), window: Window([3, 3]))
        #expect(throws: GraphError.self) { try builder.add("conv", convolution, 0) }
        do {
            _ = try builder.add("conv2", convolution, 0)
        } catch {
            #expect(
                "\(error)"
                    == "The layer conv2 (Convolution 3×3) does not fit: it takes 5 channels, not 3.")
        }
        _ = try builder.add("pool", Pooling(.maximum, window: Window([2, 2])), 0)
        #expect(throws: GraphError.duplicateName("pool")) {
            try builder.add("pool", Pooling(.maximum, window: Window([2, 2])), 0)
        }
    }

    @Test func aBatchIsItsItems() throws {
        let executor = try Executor(Self.branching())
        let whole = try executor.output(for: Self.input)
        for item in 0..<2 {
            let single = Self.input.part(item).reshaped([1, 3, 12, 12])
            #expect(relativeError(try executor.output(for: single), whole.part(item)) <= 1e-5)
        }
    }

    /// As in a transformer's file: a token is put before the rows, and windows into the batch's axis, for one picture.
    @Test func aNetworkForOneItemTakesABatchOneByOne() throws {
        var builder = GraphBuilder(name: "one", input: [3, 12, 12])
        let windows = try builder.add("windows", BatchReshape([4, 3, 36]), builder.input)
        let rows = try builder.add("rows", BatchReshape([1, 12, 36]), windows)
        let token = try builder.add("token", ConstantLayer(uniform([1, 1, 36], index: 1)), builder.input)
        let sequence = try builder.add("sequence", Concatenate(), token, rows)
        let flat = try builder.add("flat", Reshape.flatten, sequence)
        let scores = try builder.add("scores", Dense(weights: uniform([5, 13 * 36], index: 2)), flat)
        let executor = try Executor(builder.build(logits: scores))
        #expect(executor.fixedBatch == 1)
        let whole = try executor.output(for: Self.input)
        #expect(whole.shape == [2, 5])
        for item in 0..<2 {
            let single = try executor.forward(Self.input.part(item).asBatch)
            #expect(haveEqualBits(whole.part(item), try single.output(of: scores)))
        }
        #expect(throws: GraphError.self) { try executor.forward(Self.input) }
        #expect(try Executor(Self.branching()).fixedBatch == nil)
    }

    /// Normalisation after a convolution over one axis, which leaves its channels in blocks.
    @Test func layersOverOneAxisFollowEachOther() throws {
        func output(_ axes: Int) throws -> Tensor {
            let ones = Array(repeating: 1, count: axes - 1)
            var builder = GraphBuilder(name: "line", input: Shape([32, 9] + ones))
            let weights = uniform([32, 32, 3], index: 1).reshaped(Shape([32, 32, 3] + ones))
            var node = try builder.add(
                "conv", Convolution(weights: weights, window: Window([3] + ones)), builder.input)
            let values = (2..<6).map { uniform([32], index: UInt64($0)) }
            node = try builder.add(
                "norm",
                BatchNormalization(
                    scale: values[0], offset: values[1], mean: values[2],
                    variance: Tensor([32], repeating: 0.5), epsilon: 1e-3), node)
            let input = uniform([1, 32, 9], index: 7).reshaped(Shape([1, 32, 9] + ones))
            return try Executor(builder.build(logits: nil)).output(for: input)
        }
        #expect(relativeError(try output(1), try output(2)) <= 1e-6)
    }
}
