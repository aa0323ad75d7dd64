import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// The scores behind what a network puts out.
@Suite struct ClassScoresTests {
    /// Maps, their means and a dense layer of some classes, with layers after it.
    private func network(
        classes: Int = 4, _ end: (inout GraphBuilder, Int) throws -> Int
    ) throws -> (graph: Graph, output: Int) {
        var builder = GraphBuilder(name: "net", input: [3, 6, 6])
        let kernel = Tensor([5, 3, 3, 3], (0..<135).map { Float($0 % 7) / 7 - 0.4 })
        var node = try builder.add(
            "conv", Convolution(weights: kernel, window: Window([3, 3])), builder.input)
        node = try builder.add("pool", GlobalPooling(.average(countsPadding: false), keepsAxes: true), node)
        node = try builder.add("flat", Reshape.flatten, node)
        let weights = Tensor([classes, 5], (0..<classes * 5).map { Float($0 % 3) - 1 })
        node = try builder.add("dense", Dense(weights: weights), node)
        node = try end(&builder, node)
        return (builder.build(logits: nil), node)
    }

    private func scores(
        classes: Int = 4, _ end: (inout GraphBuilder, Int) throws -> Int
    ) throws -> (name: String, scoring: Graph.Scoring)? {
        let (graph, output) = try network(classes: classes, end)
        return ClassScores(behind: output, of: graph).map { (graph.nodes[$0.layer].name, $0.scoring) }
    }

    @Test func areTheLastLayerWhereNothingFollowsIt() throws {
        let found = try #require(try scores { $1 })
        #expect(found == ("dense", .softmax))
        #expect(try #require(try scores(classes: 1) { $1 }) == ("dense", .sigmoid))
    }

    @Test func areWhatASoftmaxReadsWhateverFollowsIt() throws {
        let ends: [(inout GraphBuilder, Int) throws -> Int] = [
            { try $0.add("end", Softmax(axis: 1), $1) },
            { try $0.add("end", LogSoftmax(axis: 1), $1) },
            { builder, node in
                let softmax = try builder.add("softmax", Softmax(axis: 1), node)
                let clip = try builder.add(
                    "clip", ActivationLayer(.clip(minimum: 1e-7, maximum: 1 - 1e-7)), softmax)
                let view = try builder.add("view", Reshape([4, 1, 1]), clip)
                return try builder.add("end", Identity(), view)
            },
            { builder, node in
                let logarithm = try builder.add("log", LogSoftmax(axis: 1), node)
                return try builder.add("end", ActivationLayer(.exponential), logarithm)
            },
            { builder, node in
                let power = try builder.add("exp", ActivationLayer(.exponential), node)
                let sum = try builder.add("sum", Reduction(.sum, axes: [1], keepsAxes: true), power)
                return try builder.add("end", ElementwiseArithmetic(.divide), power, sum)
            },
        ]
        for end in ends {
            let found = try #require(try scores(end))
            #expect(found == ("dense", .softmax))
        }
        let sigmoid = try scores { try $0.add("end", ActivationLayer(.sigmoid), $1) }
        #expect(try #require(sigmoid) == ("dense", .sigmoid))
    }

    /// A mean of two softmaxes is no softmax of anything.
    @Test func areTheProbabilitiesWhereNoRowOfScoresIsBehindThem() throws {
        let found = try scores { builder, node in
            let weights = Tensor([4, 5], (0..<20).map { Float($0 % 4) - 2 })
            let other = try builder.add("other", Dense(weights: weights), 3)
            let first = try builder.add("first", Softmax(axis: 1), node)
            let second = try builder.add("second", Softmax(axis: 1), other)
            let sum = try builder.add("sum", ElementwiseArithmetic(.add), first, second)
            return try builder.add(
                "mean", ElementwiseArithmetic(.multiply, constant: Tensor([1], [0.5])), sum)
        }
        #expect(try #require(found) == ("mean", .identity))
    }

    @Test func areNotFoundInMaps() throws {
        let (graph, _) = try network { $1 }
        #expect(ClassScores(behind: 1, of: graph) == nil)
    }

    @Test func oneScoreIsThatOfTwoClasses() throws {
        let (graph, output) = try network(classes: 1) { try $0.add("end", ActivationLayer(.sigmoid), $1) }
        let network = ImportedNetwork(
            graph: graph, outputs: [.init(name: "p", layer: output)], framework: .torch)
        let explained = try ExplainedOutput(of: network, named: nil, path: "net")
        #expect(explained.graph.classCount == 2 && explained.graph.scoring == .sigmoid)
        #expect(explained.remarks == [ModelRemark.oneScore.words])
        let input = Tensor([1, 3, 6, 6], (0..<108).map { Float($0 % 11) / 11 })
        let both = try Executor(explained.graph).output(for: input)
        let score = try Executor(graph).output(of: graph.node(named: "dense")!.id, for: input)
        #expect(both.values == [-score[0], score[0]])
    }

    @Test func theOutputThatIsMadeOfTheOthersIsExplained() throws {
        let (graph, output) = try network { $1 }
        let network = ImportedNetwork(
            graph: graph, outputs: [.init(name: "features", layer: 3), .init(name: "logits", layer: output)],
            framework: .torch)
        let explained = try ExplainedOutput(of: network, named: nil, path: "net")
        #expect(explained.graph.logits == output)
        #expect(
            explained.remarks == [ModelRemark.severalOutputs(chosen: "logits", others: ["features"]).words])
        let other = try ExplainedOutput(of: network, named: "features", path: "net")
        #expect(other.graph.logits == 3)
        #expect(throws: UnknownOutput.self) { try ExplainedOutput(of: network, named: "boxes", path: "net") }
    }
}
