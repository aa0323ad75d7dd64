import NeuralNetwork
import Tensors
import Words

/// Layers that go through a sequence; T×N×I becomes T×D×N×H and the last states D×N×H.
extension ONNXOperators {
    static let recurrences: [ONNXOperator] = [
        recurrence("LSTM", gates: 4, inputs: 3...8, outputs: 1...3, [.flag("input_forget")]) { _, _ in
            .lstm
        },
        recurrence("GRU", gates: 3, inputs: 3...6, outputs: 1...2, [.flag("linear_before_reset")]) {
            node, _ in
            .gru(resetsBehindProduct: node.attributes.flag("linear_before_reset"))
        },
        recurrence("RNN", gates: 1, inputs: 3...6, outputs: 1...2, []) { _, activation in
            activation == "Relu" ? .relu : .tanh
        },
    ]

    private static func recurrence(
        _ name: String, gates: Int, inputs: ClosedRange<Int>, outputs: ClosedRange<Int>,
        _ attributes: [ONNXAttribute],
        _ cell: @escaping @Sendable (ONNXNode, String) -> Recurrence.Cell
    ) -> ONNXOperator {
        ONNXOperator(
            name, opsets: 7..., inputs: inputs, outputs: outputs,
            attributes: attributes + [
                .text("direction", of: ["forward", "reverse", "bidirectional"]),
                .integer("hidden_size", in: 1...extentLimit), .flag("layout", opsets: 14...),
                .unread("activations", .texts), .unread("activation_alpha", .floats),
                .unread("activation_beta", .floats), .unread("clip", .float),
            ],
            kind: .dense, version: 22,
            limits:
                "weights that depend on the picture; sequences of different lengths; other functions of gates "
                + "than the standard ones, limits of them and peepholes",
            fold: nil
        ) { node, importer in
            let activations = try activations(node, gates)
            let layout = node.attributes.flag("layout")
            let input = try layout ? swapped(node, "steps-first", node.symbol(0), &importer) : node.symbol(0)
            guard case .variable(let layer, let shape) = input, shape.rank == 3 else {
                throw node.fault(
                    input: "X", expected: .axes(3),
                    found: input.dimensions.map { "\(Shape($0))" } ?? "nothing")
            }
            if gates == 4 {
                if node.attributes.flag("input_forget") {
                    throw UnsupportedFeature.attribute("input_forget", opset: nil)
                }
                if node.input(7) != nil { throw UnsupportedFeature.input(8) }
            }
            let directions = try directions(node, gates, shape)
            let kind = cell(node, activations)
            let states = try importer.layer(node, named: node.name, Recurrence(kind, directions), [layer])
            var results: [ONNXSymbol] = [
                layout ? try rearranged(node, states, "output", [2, 0, 1, 3], &importer) : states
            ]
            for index in 1..<max(node.outputs.count, 1) where index < 3 {
                let whole =
                    index == 1
                    ? states
                    : try importer.layer(
                        node, part: "cells", Recurrence(kind, directions, showsCell: true), layer)
                let last = try last(node, whole, directions, index == 1 ? "state" : "cell", &importer)
                results.append(
                    layout
                        ? try swapped(node, "last\(index)", last, &importer) : last)
            }
            return results
        }
    }

    // MARK: Settings

    /// The functions of one direction's gates, which must be the standard ones and the same in both directions.
    private static func activations(_ node: ONNXNode, _ gates: Int) throws -> String {
        for name in ["clip", "activation_alpha", "activation_beta"] where node.attributes.has(name) {
            throw UnsupportedFeature.attribute(name, opset: nil)
        }
        let names =
            node.proto.attribute.first { $0.name == "activations" }?.strings.map {
                String(decoding: $0, as: UTF8.self).lowercased()
            } ?? []
        let standard =
            switch gates {
            case 4: ["sigmoid", "tanh", "tanh"]
            case 3: ["sigmoid", "tanh"]
            default: [names.first == "relu" ? "relu" : "tanh"]
            }
        for (index, name) in names.enumerated() where name != standard[index % standard.count] {
            throw UnsupportedFeature.attribute("activations", opset: nil)
        }
        return standard[0] == "relu" ? "Relu" : "Tanh"
    }

    private static func directions(
        _ node: ONNXNode, _ gates: Int, _ input: Shape
    ) throws -> [Recurrence.Direction] {
        let name = node.attributes.text("direction")
        let count = name == "bidirectional" ? 2 : 1
        let state = try node.constant(2)
        guard state.dimensions.count == 3, state.dimensions[0] == count, state.dimensions[2] > 0,
            state.dimensions[1] == gates * state.dimensions[2]
        else {
            throw node.fault(
                input: "R", expected: .channels(gates), found: "\(Shape(state.dimensions))")
        }
        let hidden = state.dimensions[2]
        let weights = try node.constant(1)
        guard weights.dimensions == [count, gates * hidden, input[2]], weights.count > 0 else {
            throw node.fault(
                input: "W", expected: .like([count, gates * hidden, input[2]]),
                found: "\(Shape(weights.dimensions))")
        }
        let bias = try node.optionalConstant(3)
        if let bias, bias.dimensions != [count, 2 * gates * hidden] {
            throw node.fault(
                input: "B", expected: .like([count, 2 * gates * hidden]),
                found: "\(Shape(bias.dimensions))")
        }
        if let lengths = try node.optionalConstant(4), lengths.integers.contains(where: { $0 != input[0] }) {
            throw UnsupportedFeature.input(5)
        }
        let starts = try [5, 6].map { index -> ONNXValue? in
            guard index == 5 || gates == 4 else { return nil }
            return try initial(node, index, count, hidden)
        }
        func part(_ value: ONNXValue?, _ direction: Int, _ range: Range<Int>, of size: Int) -> Tensor {
            guard let value else { return Tensor([range.count], repeating: 0) }
            let start = direction * size
            return Tensor(
                [range.count], Array(value.tensor.values[start + range.lowerBound..<start + range.upperBound])
            )
        }
        let rows = gates * hidden
        return (0..<count).map { way in
            Recurrence.Direction(
                input: part(weights, way, 0..<rows * input[2], of: rows * input[2])
                    .reshaped([rows, input[2]]),
                state: part(state, way, 0..<rows * hidden, of: rows * hidden).reshaped([rows, hidden]),
                inputBias: part(bias, way, 0..<rows, of: 2 * rows),
                stateBias: part(bias, way, rows..<2 * rows, of: 2 * rows),
                isReversed: name == "reverse" || way == 1,
                initialState: starts[0].map { part($0, way, 0..<hidden, of: hidden) },
                initialCell: starts[1].map { part($0, way, 0..<hidden, of: hidden) })
        }
    }

    /// States before the first step, D×H, which must be the same for every item.
    private static func initial(
        _ node: ONNXNode, _ index: Int, _ directions: Int, _ hidden: Int
    ) throws -> ONNXValue? {
        guard let value = try node.optionalConstant(index) else { return nil }
        let numbers = value.tensor.values
        if numbers.allSatisfy({ $0 == 0 }) { return nil }
        guard value.count == directions * hidden else { throw UnsupportedFeature.input(index + 1) }
        return value
    }

    // MARK: Axes

    /// The first two axes the other way round.
    private static func swapped(
        _ node: ONNXNode, _ part: String, _ symbol: ONNXSymbol, _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        try rearranged(node, symbol, part, [1, 0, 2], &importer)
    }

    private static func rearranged(
        _ node: ONNXNode, _ symbol: ONNXSymbol, _ part: String, _ order: [Int],
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        try importer.one(node, part: part, "Transpose", symbol, attributes: .integers("perm", order))
    }

    /// What the last step of each direction left of T×D×N×H, D×N×H.
    private static func last(
        _ node: ONNXNode, _ states: ONNXSymbol, _ directions: [Recurrence.Direction], _ part: String,
        _ importer: inout ONNXImporter
    ) throws -> ONNXSymbol {
        guard let steps = states.dimensions?[0], steps > 0 else { return states }
        let parts = try directions.enumerated().map { way, direction in
            let step = try importer.one(
                node, part: "\(part)/step", "Gather", states,
                .constant(ONNXValue([], .integers([direction.isReversed ? 0 : Int64(steps - 1)]))),
                attributes: .integer("axis", 0))
            return try importer.one(
                node, part: "\(part)/direction", "Gather", step, .constant(ONNXValue(integers: [way])),
                attributes: .integer("axis", 0))
        }
        return try importer.derived(node, part: part, "Concat", parts, [.integer("axis", 0)])[0]
    }
}
