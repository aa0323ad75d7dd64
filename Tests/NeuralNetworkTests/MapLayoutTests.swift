import Tensors
import Testing

@testable import NeuralNetwork

/// Which layers are maps of the picture, whatever the order of their axes.
@Suite struct MapLayoutTests {
    private func convolution(_ filters: Int, of channels: Int) -> Convolution {
        let count = filters * channels * 4
        return Convolution(
            weights: Tensor([filters, channels, 2, 2], (0..<count).map { Float($0 % 5) / 5 - 0.3 }),
            window: Window([2, 2], stride: [2, 2]))
    }

    /// A network in the manner of a vision transformer: patches, a class token, one block of attention, and a head that reads the
    /// class token only, or the mean of the patches.
    private func transformer(readsClassToken: Bool) throws -> Graph {
        var builder = GraphBuilder(name: "vit", input: [3, 8, 12])
        let patches = try builder.add("patches", convolution(4, of: 3), builder.input)
        let row = try builder.add("row", Reshape([4, 24]), patches)
        let last = try builder.add("tokens", Transpose([0, 2, 1]), row)
        let token = try builder.add("token", FixedInput(Tensor([1, 4], [1, 2, 3, 4])), builder.input)
        let all = try builder.add("all", Concatenate(axis: 1), token, last)
        let norm = try builder.add(
            "norm", Standardization(axes: [2], epsilon: 1e-5, summary: .layerNormalization), all)
        let keys = try builder.add("keys", Transpose([0, 2, 1]), norm)
        let products = try builder.add("products", MatrixMultiplication(), norm, keys)
        let attention = try builder.add("attention", Softmax(axis: 2), products)
        let mixed = try builder.add("mixed", MatrixMultiplication(), attention, norm)
        let sum = try builder.add("sum", ElementwiseArithmetic(.add), all, mixed)
        let end = try builder.add(
            "end", Standardization(axes: [2], epsilon: 1e-5, summary: .layerNormalization), sum)
        var head: Int
        if readsClassToken {
            head = try builder.add("pick", Gather([nil, [0], nil], summary: .split), end)
            head = try builder.add("flat", Reshape.flatten, head)
        } else {
            head = try builder.add("mean", Reduction(.mean, axes: [1], keepsAxes: false), end)
        }
        let logits = try builder.add(
            "logits", Dense(weights: Tensor([3, 4], (0..<12).map(Float.init))), head)
        return builder.build(logits: logits)
    }

    @Test func tokensAreMapsBehindTheClassToken() throws {
        let graph = try transformer(readsClassToken: true)
        let tokens = try #require(graph.node(named: "tokens")?.map)
        #expect(tokens.shape == [4, 4, 6])
        let all = try #require(graph.node(named: "all"))
        let map = try #require(all.map)
        #expect(map.shape == [4, 4, 6])
        let output = Tensor(all.shape, (0..<100).map(Float.init))
        // Token 1 + row·6 + column, channel by channel.
        #expect(map.maps(of: output)[0] == 4 && map.maps(of: output)[1] == 8)
        #expect(map.maps(of: output)[24] == 5 && map.maps(of: output)[6] == 28)
        #expect(graph.node(named: "attention")?.map == nil && graph.node(named: "products")?.map == nil)
        #expect(graph.node(named: "mixed")?.map != nil)
    }

    /// Of the last block only the class token is read, so what is recommended lies before its attention.
    @Test func whatTheScoresDoNotReadIsNoMapOnTheWayToThem() throws {
        let tokens = try transformer(readsClassToken: true)
        let means = try transformer(readsClassToken: false)
        func names(_ graph: Graph) -> [String] { graph.maps(onTheWayTo: graph.logits!).map(\.name) }
        #expect(names(tokens).last == "all")
        #expect(!names(tokens).contains("mixed") && !names(tokens).contains("norm"))
        #expect(names(means).last == "end")
        // The gradient says the same.
        let input = Tensor([1, 3, 8, 12], (0..<288).map { Float($0 % 13) / 13 })
        for (graph, name, isZero) in [(tokens, "end", true), (tokens, "all", false), (means, "end", false)] {
            let node = try #require(graph.node(named: name))
            let gradient = try Executor(graph).forward(input).backward(fromClass: 0).gradient(at: node.id)
            let map = try #require(node.map).maps(of: gradient.part(0))
            #expect(map.values.allSatisfy { $0 == 0 } == isZero, "\(name)")
        }
    }

    @Test func channelsMayBeTheLastAxis() throws {
        var builder = GraphBuilder(name: "last", input: [3, 8, 12])
        let conv = try builder.add("conv", convolution(4, of: 3), builder.input)
        let last = try builder.add("last", Transpose([0, 2, 3, 1]), conv)
        let relu = try builder.add("relu", ActivationLayer(.relu), last)
        let windows = try builder.add("windows", Reshape([2, 2, 3, 2, 4]), relu)
        let graph = builder.build(logits: windows)
        let map = try #require(graph.nodes[relu].map)
        #expect(map.shape == [4, 4, 6] && graph.nodes[windows].map == nil)
        let input = Tensor([1, 3, 8, 12], (0..<288).map { Float($0 % 17) - 8 })
        let pass = try Executor(graph).forward(input)
        #expect(map.maps(of: try pass.output(of: last).part(0)).values == (try pass.output(of: conv)).values)
    }

    @Test func clearingAChannelLeavesTheOthersAndTheClassToken() throws {
        let graph = try transformer(readsClassToken: true)
        let node = try #require(graph.node(named: "all"))
        let map = try #require(node.map)
        var values = [Float](repeating: 1, count: node.shape.count)
        values.withUnsafeMutableBufferPointer { map.clear(2, in: $0) }
        #expect(values[0..<4] == [1, 1, 1, 1])
        #expect(values[4...].enumerated().allSatisfy { ($0.offset % 4 == 2) == ($0.element == 0) })
    }

    /// Views may split the rows into windows and put them together again.
    @Test func rolesFollowViews() {
        func roles(_ shape: Shape, _ roles: [AxisRole], _ output: Shape) -> [AxisRole] {
            AxisRole.reshaped(RoleAxes(shape: shape, roles: roles), to: output)
        }
        let maps: [AxisRole] = [.items, .channels, .rows, .columns]
        #expect(
            roles([1, 4, 6, 8], maps, [1, 4, 48]) == [
                .items, .channels, .places(rows: 6, columns: 8, first: 0),
            ])
        #expect(
            roles([1, 48, 4], [.items, .places(rows: 6, columns: 8, first: 0), .channels], [1, 6, 8, 4])
                == [.items, .rows, .columns, .channels])
        #expect(
            roles([1, 6, 8, 4], [.items, .rows, .columns, .channels], [1, 3, 2, 4, 2, 4])
                == [.items, .rows, .other, .columns, .other, .channels])
        #expect(roles([1, 4, 1, 1], maps, [1, 4]) == [.items, .channels])
        #expect(
            roles([1, 6, 8], [.items, .other, .channels], [1, 6, 2, 4]) == [
                .items, .other, .other, .channels,
            ])
        #expect(roles([0, 4], [.items, .channels], [4, 0]) == [.other, .other])
    }
}
