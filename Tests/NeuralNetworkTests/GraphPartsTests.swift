import Files
import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Parts of a network give what the whole gives.
@Suite struct GraphPartsTests {
    /// Two branches from `first`, one of them normalised, that are added and classified.
    private func network() throws -> Graph {
        var draw = Draw(seed: 11)
        var builder = GraphBuilder(name: "branching", input: [3, 8, 8])
        func convolution(_ outputs: Int, _ inputs: Int, _ activation: Activation?) -> Convolution {
            Convolution(
                weights: draw.tensor([outputs, inputs, 3, 3]), bias: draw.tensor([outputs]),
                window: Window([3, 3], padding: .all(1)), activation: activation)
        }
        let first = try builder.add("first", convolution(6, 3, .relu), builder.input)
        let left = try builder.add("left", convolution(6, 6, .relu), first)
        let right = try builder.add("right", convolution(6, 6, nil), first)
        let relu = try builder.add("relu", ActivationLayer(.relu), right)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, left, relu)
        let pooled = try builder.add(
            "pooled", GlobalPooling(.average(countsPadding: true), keepsAxes: false), sum)
        let scores = try builder.add(
            "scores", Dense(weights: draw.tensor([4, 6]), bias: draw.tensor([4])), pooled)
        return builder.build(logits: scores)
    }

    @Test func theLowerPartStopsAtItsLayer() throws {
        let graph = try network()
        var draw = Draw(seed: 3)
        let input = draw.tensor([2, 3, 8, 8])
        let pass = try Executor(graph).forward(input)
        let left = try #require(graph.node(named: "left"))
        let part = try graph.lowerPart(to: left.id)
        #expect(part.nodes.map(\.name) == ["input", "first", "left"])
        #expect(
            relativeError(try Executor(part).output(for: input), try pass.output(of: left.id)) < 1e-6)
        let linear = try Executor(graph.lowerPart(to: left.id, isLinear: true)).output(for: input)
        #expect(linear.values.contains { $0 < 0 })
        let rectified = Tensor(linear.shape, linear.values.map { max($0, 0) })
        #expect(relativeError(rectified, try pass.output(of: left.id)) < 1e-6)
    }

    @Test(arguments: ["first", "left", "right", "sum", "pooled"])
    func theUpperPartGoesOnFromItsLayer(name: String) throws {
        let graph = try network()
        var draw = Draw(seed: 3)
        let input = draw.tensor([1, 3, 8, 8])
        let executor = try Executor(graph)
        let pass = try executor.forward(input)
        let node = try #require(graph.node(named: name))
        let (part, places) = try graph.upperPart(above: node.id, given: pass)
        let upper = Executor(part, besides: executor)
        let value = try pass.output(of: node.id)
        let twice = Tensor(value.shape.withBatch(2), value.values + value.values)
        let upperPass = try upper.forward(twice)
        let scores = try #require(try upperPass.logits())
        let whole = try #require(try pass.logits())
        #expect(relativeError(scores.part(1), whole.part(0)) < 1e-6)
        #expect(places[node.id] == 0)
        #expect(places[graph.logits!] == part.logits)
        let gradient = try upperPass.backward(fromClass: 2).gradient(at: 0).part(0)
        let expected = try pass.backward(fromClass: 2).gradient(at: node.id).part(0)
        #expect(relativeError(gradient, expected) < 1e-6)
    }

    @Test func separateActivationsChangeNothing() throws {
        let graph = try network()
        var draw = Draw(seed: 4)
        let input = draw.tensor([1, 3, 8, 8])
        let (separate, places) = try graph.withSeparateActivations()
        #expect(separate.nodes.count == graph.nodes.count + 2)
        let pass = try Executor(graph).forward(input)
        let other = try Executor(separate).forward(input)
        for node in graph.nodes {
            #expect(
                relativeError(try other.output(of: places[node.id]), try pass.output(of: node.id)) < 1e-6
            )
        }
    }

    /// At each rectifier of a chain, guided backpropagation lets only positive gradients pass.
    @Test func guidedBackpropagationStopsNegativeGradients() throws {
        var builder = GraphBuilder(name: "chain", input: [2, 1, 1])
        let weights: [Float] = [1, 0, 0, 1]
        func dense(_ name: String, _ input: Int, _ values: [Float], _ activation: Activation?) throws -> Int {
            try builder.add(name, Dense(weights: Tensor([2, 2], values), activation: activation), input)
        }
        var node = try builder.add("flatten", Reshape.flatten, builder.input)
        node = try dense("hidden", node, weights, .relu)
        node = try dense("scores", node, [1, -1, -2, 3], nil)
        let graph = builder.build(logits: node)
        let pass = try Executor(graph).forward(Tensor([1, 2, 1, 1], [5, 7]))
        #expect(try pass.backward(fromClass: 0).gradient(at: 0).values == [1, -1])
        #expect(try pass.backward(fromClass: 0, rule: .guided).gradient(at: 0).values == [1, 0])
        #expect(try pass.backward(fromClass: 1, rule: .guided).gradient(at: 0).values == [0, 3])
    }
}
