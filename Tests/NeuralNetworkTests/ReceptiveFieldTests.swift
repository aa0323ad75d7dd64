import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

@Suite struct ReceptiveFieldTests {
    /// A network of windows as VGG16 has them: 2, 2, 3, 3, 3 convolutions, each group before a pooling.
    private func vgg16() throws -> Graph {
        var builder = GraphBuilder(name: "vgg16", input: [1, 224, 224])
        var node = builder.input
        for (block, count) in [2, 2, 3, 3, 3].enumerated() {
            for index in 1...count {
                node = try builder.add(
                    "block\(block + 1)_conv\(index)",
                    Convolution(
                        weights: Tensor([1, 1, 3, 3], [Float](repeating: 1, count: 9)),
                        bias: Tensor([1], [0]),
                        window: Window([3, 3], padding: .all(1)),
                        activation: .relu), node)
            }
            node = try builder.add(
                "block\(block + 1)_pool", Pooling(.maximum, window: Window([2, 2], stride: [2, 2])), node)
        }
        return builder.build(logits: nil)
    }

    /// The figures that are published for VGG16.
    @Test(arguments: [
        ("block1_conv1", 3, 1), ("block1_conv2", 5, 1), ("block1_pool", 6, 2), ("block2_conv2", 14, 2),
        ("block3_conv3", 40, 4), ("block4_conv3", 92, 8), ("block5_conv3", 196, 16), ("block5_pool", 212, 32),
    ])
    func isWhatThePaperSays(layer: String, extent: Int, stride: Int) throws {
        let graph = try vgg16()
        let node = try #require(graph.node(named: layer))
        guard case .part(let rows, let columns) = graph.receptiveField(of: node) else {
            Issue.record("\(graph.receptiveField(of: node))")
            return
        }
        #expect(rows.extent == extent)
        #expect(rows.stride == stride)
        #expect(rows == columns)
    }

    /// Changing the input outside changes nothing; inside it does.
    @Test func isWhereTheGradientIs() throws {
        var draw = Draw(seed: 5)
        var builder = GraphBuilder(name: "branches", input: [2, 24, 24])
        func convolution(_ inputs: Int, _ kernel: Int, stride: Int, padding: Window.Padding) -> Convolution {
            Convolution(
                weights: draw.tensor([2, inputs, kernel, kernel]), bias: draw.tensor([2]),
                window: Window([kernel, kernel], stride: [stride, stride], padding: padding), activation: nil)
        }
        let first = try builder.add("first", convolution(2, 3, stride: 2, padding: .same), builder.input)
        let wide = try builder.add("wide", convolution(2, 5, stride: 1, padding: .all(2)), first)
        let narrow = try builder.add("narrow", convolution(2, 1, stride: 1, padding: .none), first)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, wide, narrow)
        let last = try builder.add(
            "last", Pooling(.average(countsPadding: true), window: Window([2, 2], stride: [2, 2])), sum)
        let graph = builder.build(logits: nil)
        let node = try #require(graph.nodes.last)
        guard case .part(let rowField, let columnField) = graph.receptiveField(of: node) else {
            Issue.record("\(graph.receptiveField(of: node))")
            return
        }
        let executor = try Executor(graph)
        let input = draw.tensor([1, 2, 24, 24])
        let before = try executor.forward(input).output(of: node.id)
        let (size, row, column) = (node.shape[1], 2, 1)
        let (rows, columns) = (
            rowField.range(of: row, within: 24), columnField.range(of: column, within: 24)
        )
        for (y, x) in [
            (rows.lowerBound, columns.lowerBound), (rows.upperBound - 1, columns.upperBound - 1),
            (rows.lowerBound - 1, columns.lowerBound), (rows.upperBound, columns.lowerBound),
            (rows.lowerBound, columns.upperBound),
        ] where (0..<24).contains(y) && (0..<24).contains(x) {
            var values = input.values
            values[y * 24 + x] += 1
            let after = try executor.forward(Tensor(input.shape, values)).output(of: node.id)
            let changes = before.values[row * size + column] != after.values[row * size + column]
            #expect(changes == (rows.contains(y) && columns.contains(x)), "\(y) \(x)")
        }
        _ = last
    }

    @Test func behindAGlobalPoolingItIsEverything() throws {
        var builder = GraphBuilder(name: "global", input: [3, 8, 8])
        let pooled = try builder.add(
            "pooled", GlobalPooling(.average(countsPadding: true), keepsAxes: true), builder.input)
        _ = try builder.add("relu", ActivationLayer(.relu), pooled)
        let graph = builder.build(logits: nil)
        #expect(graph.nodes.dropFirst().allSatisfy { graph.receptiveField(of: $0) == .all })
    }

    /// What is not known is not said to be everything.
    @Test func behindARearrangementItIsUnknown() throws {
        var builder = GraphBuilder(name: "rearranged", input: [4, 8, 8])
        let depth = try builder.add("depth", Reshape([2, 2, 8, 8]), builder.input)
        let back = try builder.add("back", Reshape([4, 8, 8]), depth)
        let relu = try builder.add("relu", ActivationLayer(.relu), back)
        _ = try builder.add("pooled", GlobalPooling.average, relu)
        let graph = builder.build(logits: nil)
        #expect(graph.nodes[1...3].map { graph.receptiveField(of: $0) } == [.unknown, .unknown, .unknown])
        #expect(graph.receptiveField(of: graph.nodes[4]) == .all)
    }

    @Test func ofFixedValuesItIsNothing() throws {
        var builder = GraphBuilder(name: "fixed", input: [1, 2, 2])
        let fixed = try builder.add(
            "fixed", ConstantLayer(Tensor([1, 1, 2, 2], repeating: 3)), builder.input)
        let sum = try builder.add("sum", ElementwiseArithmetic.add, builder.input, fixed)
        let graph = builder.build(logits: nil)
        #expect(graph.receptiveField(of: graph.nodes[fixed]) == .nothing)
        #expect(graph.receptiveField(of: graph.nodes[sum]) == .samePlace)
    }
}
