import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Batch normalisations in the weights before them, as relevance is shared out: the values are those of the layers as written.
@Suite struct FoldedNormalizationsTests {
    private func normalization(_ channels: Int) -> BatchNormalization {
        let values = OperatorSamples.values([channels])
        return BatchNormalization(
            scale: values, offset: values, mean: values,
            variance: Tensor([channels], values.values.map { 0.5 + abs($0) }), epsilon: 1e-3)
    }

    private func convolution(_ input: Int, _ output: Int) -> Convolution {
        Convolution(
            weights: OperatorSamples.values([output, input, 3, 3]), bias: OperatorSamples.values([output]),
            window: Window([3, 3], stride: [2, 2], padding: .all(1)))
    }

    /// The second normalisation is read twice, the third has no convolution before it.
    private func graph() throws -> Graph {
        var builder = GraphBuilder(name: "network", input: [3, 11, 9])
        let first = try builder.add("first", convolution(3, 8), builder.input)
        let norm = try builder.add("norm", normalization(8), first)
        let relu = try builder.add("relu", ActivationLayer(.relu), norm)
        let second = try builder.add("second", convolution(8, 6), relu)
        let twice = try builder.add("twice", normalization(6), second)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, second, twice)
        let alone = try builder.add("alone", normalization(6), sum)
        return builder.build(logits: alone)
    }

    @Test func onlyWhatOneReadsIsTaken() throws {
        let graph = try graph()
        let names = Step.all(of: graph, rewrites: Rewrites.forRelevance).map { step in
            step.nodes.map { graph.nodes[$0].name }
        }
        #expect(names.filter { $0.count > 1 } == [["first", "norm"]])
    }

    @Test(arguments: [1, 3]) func theSameValuesAndGradients(batch: Int) throws {
        let graph = try graph()
        let written = try Executor(graph)
        let plain = Executor(graph, besides: written, fusesLayers: false)
        let folded = Executor(forRelevanceIn: graph, besides: written)
        let input = OperatorSamples.values([batch, 3, 11, 9])
        let (found, expected) = try (folded.forward(input), plain.forward(input))
        let last = graph.nodes.count - 1
        let seed = OperatorSamples.values(try expected.output(of: last).shape)
        let (down, expectedDown) = try (
            found.backward(from: last, gradient: seed), expected.backward(from: last, gradient: seed)
        )
        for node in graph.nodes {
            #expect(
                try relativeError(found.output(of: node.id), expected.output(of: node.id)) < 1e-5,
                "\(node.name)")
            #expect(
                try relativeError(down.gradient(at: node.id), expectedDown.gradient(at: node.id)) < 2e-5,
                "gradient at \(node.name)")
        }
    }
}
