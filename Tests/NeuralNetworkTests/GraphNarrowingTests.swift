import Files
import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// What a narrowed network puts out, and its gradients, are those of the whole.
@Suite struct GraphNarrowingTests {
    /// A region of a layer's output and where it lies in that of the narrowed network.
    private func check(_ graph: Graph, _ region: [Range<Int>], _ draw: inout Draw) throws -> Graph {
        let (narrowed, start) = try graph.narrowed(to: region)
        #expect(narrowed.nodes.map(\.name) == graph.nodes.map(\.name))
        let input = draw.tensor(Shape([2] + graph.inputShape.dimensions))
        let (whole, part) = (try Executor(graph).forward(input), try Executor(narrowed).forward(input))
        let (wanted, found) = (
            try whole.output(of: graph.lastComputed), try part.output(of: narrowed.lastComputed)
        )
        let moved = zip(region, start).map { $0.lowerBound - $1..<$0.upperBound - $1 }
        let (seed, movedSeed) = (gradient(wanted, in: region), gradient(found, in: moved))
        #expect(relativeError(inside(found, moved), inside(wanted, region)) < 1e-5)
        let expected = try whole.backward(from: graph.lastComputed, gradient: seed).gradient(at: 0)
        let other = try part.backward(from: narrowed.lastComputed, gradient: movedSeed).gradient(at: 0)
        #expect(relativeError(other, expected) < 1e-4)
        return narrowed
    }

    private func inside(_ tensor: Tensor, _ region: [Range<Int>]) -> Tensor {
        let (height, width) = (tensor.shape[2], tensor.shape[3])
        let values = (0..<tensor.shape[0] * tensor.shape[1]).flatMap { map in
            region[0].flatMap { row in region[1].map { tensor[(map * height + row) * width + $0] } }
        }
        return Tensor([values.count], values)
    }

    /// Some gradient in the region, counted from its own corner, and 0 elsewhere.
    private func gradient(_ output: Tensor, in region: [Range<Int>]) -> Tensor {
        let (height, width) = (output.shape[2], output.shape[3])
        return Tensor(
            output.shape,
            (0..<output.count).map { position in
                let (row, column) = (position / width % height, position % width)
                guard region[0].contains(row), region[1].contains(column) else { return 0 }
                let place = 5 * (row - region[0].lowerBound) + 3 * (column - region[1].lowerBound)
                return Float((position / (height * width) + place) % 7) - 2.5
            })
    }

    @Test(arguments: Array(UInt64(1)...20)) func anyRunOfLayers(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        var builder = GraphBuilder(name: "run", input: [2, draw.whole(20...40), draw.whole(20...40)])
        var node = builder.input
        for index in 0..<draw.whole(1...6) {
            let channels = builder.shape(of: node)[0]
            let kernel = draw.whole(1...3)
            let window = Window(
                [kernel, kernel], stride: draw.one(of: [[1, 1], [1, 1], [2, 1]]),
                dilation: draw.one(of: [[1, 1], [1, 2]]),
                padding: draw.one(of: [.same, .none, .all(kernel / 2)]))
            let operation: any Operator =
                switch draw.whole(0...3) {
                case 0:
                    Pooling(
                        .maximum, window: Window([2, 2], stride: [2, 2], ceilMode: draw.whole(0...1) == 1))
                case 1: ActivationLayer(.relu)
                default:
                    Convolution(
                        weights: draw.tensor([4, channels, kernel, kernel]), bias: draw.tensor([4]),
                        window: window)
                }
            guard (try? builder.add("\(index)", operation, node)) != nil else { break }
            node = builder.shape(of: node).rank == 3 ? index + 1 : node
        }
        let graph = builder.build(logits: nil)
        let shape = graph.nodes[graph.lastComputed].shape
        let region = [shape[1], shape[2]].map { extent in
            let start = draw.whole(0...(extent - 1) / 2)
            return start..<draw.whole(start + 1...extent)
        }
        _ = try check(graph, region, &draw)
    }

    /// Convolutions and pooling as at the top of VGG16.
    @Test func edgesThatNobodyLooksAtAreLeftOut() throws {
        var draw = Draw(seed: 5)
        var builder = GraphBuilder(name: "top", input: [3, 37, 37])
        func add(_ name: String, _ inputs: Int, _ node: Int) throws -> Int {
            try builder.add(
                name,
                Convolution(
                    weights: draw.tensor([4, inputs, 3, 3]), window: Window([3, 3], padding: .all(1)),
                    activation: .relu), node)
        }
        let pooling = Pooling(.maximum, window: Window([2, 2], stride: [2, 2]))
        var node = try add("a", 3, builder.input)
        node = try builder.add("pool a", pooling, node)
        for name in ["b", "c", "d"] { node = try add(name, 4, node) }
        node = try builder.add("pool d", pooling, node)
        node = try add("e", 4, node)
        let graph = builder.build(logits: nil)
        #expect(graph.nodes.last?.shape == [4, 9, 9])
        let narrowed = try check(graph, [2..<7, 2..<7], &draw)
        #expect(narrowed.nodes.map { $0.shape[1] } == [37, 36, 18, 18, 16, 14, 7, 5])
    }

    @Test func whatIsReadTwiceStaysWhole() throws {
        var draw = Draw(seed: 6)
        var builder = GraphBuilder(name: "branching", input: [3, 12, 12])
        func convolution(_ inputs: Int) -> Convolution {
            Convolution(
                weights: draw.tensor([4, inputs, 3, 3]), window: Window([3, 3], padding: .all(1)))
        }
        let first = try builder.add("first", convolution(3), builder.input)
        let left = try builder.add("left", convolution(4), first)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, left, first)
        _ = try builder.add("last", convolution(4), sum)
        let narrowed = try check(builder.build(logits: nil), [3..<9, 3..<9], &draw)
        #expect(narrowed.nodes.map { $0.shape[1] } == [12, 12, 12, 12, 10])
    }

    @Test func someFiltersOnly() throws {
        var draw = Draw(seed: 7)
        var builder = GraphBuilder(name: "small", input: [3, 6, 6])
        let first = try builder.add(
            "first",
            Convolution(
                weights: draw.tensor([5, 3, 3, 3]), bias: draw.tensor([5]), window: Window([3, 3])),
            builder.input)
        let graph = builder.build(logits: nil)
        let input = draw.tensor([1, 3, 6, 6])
        let whole = try Executor(graph).output(for: input)
        let selected = try #require(try graph.selecting([4, 1, 4]))
        let output = try Executor(selected).output(for: input)
        for (channel, filter) in [4, 1, 4].enumerated() {
            #expect(
                relativeError(output.part(0).part(channel), whole.part(0).part(filter)) < 1e-6)
        }
        _ = try builder.add(
            "depthwise", Convolution(weights: draw.tensor([5, 1, 3, 3]), window: Window([3, 3]), groups: 5),
            first)
        #expect(try builder.build(logits: nil).selecting([0]) == nil)
    }
}
