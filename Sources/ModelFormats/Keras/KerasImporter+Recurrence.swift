import Files
import NeuralNetwork
import Tensors

/// Layers that go through the steps of a sequence, N×T×C in Keras's order.
extension KerasImporter {
    static let recurrences: [String: Build] = [
        "LSTM": { try $0.addRecurrence($1, $2) }, "GRU": { try $0.addRecurrence($1, $2) },
        "SimpleRNN": { try $0.addRecurrence($1, $2) }, "RNN": { try $0.addRecurrence($1, $2) },
        "Bidirectional": { try $0.addBothWays($1, $2) },
    ]

    /// What a recurrent layer asks for: weights as Keras keeps them, and which states it puts out.
    private struct Sequence {
        let cell: Recurrence.Cell
        let units: Int
        let arrays: [KerasArray]
        let isReversed: Bool
        let givesAllSteps: Bool
        let givesLast: Bool
    }

    /// The states that a layer puts out, in Keras's order.
    private struct States {
        /// N×T×H in the order of the steps, or N×H.
        var output: Int
        /// N×H each: the last state and, of an LSTM, the cell's.
        var last: [Int]
    }

    private func addRecurrence(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        let sequence: Sequence
        do {
            sequence = try self.sequence(call.settings, of: call.layer.className, call, inputs, part: "cell")
        } catch let obstacle as UnsupportedKerasLayer {
            return [try unsupported(call, inputs, obstacle)]
        }
        let steps = try addSteps(call, inputs[0])
        var states = try add(sequence, try tensors(call, sequence.arrays), call.name, steps)
        if sequence.isReversed, sequence.givesAllSteps {
            states.output = try addReversed(call.name + "/reversed", states.output)
        }
        let output = try addFromKeras(call.name, states.output, summary: .operation(call.layer.className))
        return [output] + states.last
    }

    /// A layer and its like that begins at the other end (Schuster and Paliwal 1997).
    private func addBothWays(_ call: KerasCall, _ inputs: [Int]) throws -> [Int] {
        let ways: [Sequence]
        do {
            let forward = try call.inner("layer", part: "forward_layer").layer
            let isOwn = call.settings["backward_layer"] != nil
            let backward =
                isOwn ? try call.inner("backward_layer", part: "backward_layer").layer : forward
            ways = [
                try sequence(
                    forward.settings, of: forward.className, call, inputs, part: "forward_layer/cell"),
                try sequence(
                    backward.settings, of: backward.className, call, inputs, part: "backward_layer/cell",
                    isReversed: isOwn ? nil : !(forward.settings.bool("go_backwards", default: false))),
            ]
        } catch let obstacle as UnsupportedKerasLayer {
            return [try unsupported(call, inputs, obstacle)]
        }
        guard ways[0].givesAllSteps == ways[1].givesAllSteps, ways[0].isReversed != ways[1].isReversed else {
            return [try unsupported(call, inputs, .setting("backward_layer"))]
        }
        let arrays = try tensors(call, ways.flatMap(\.arrays))
        let steps = try addSteps(call, inputs[0])
        let split = ways[0].arrays.count
        var found = [
            try add(ways[0], Array(arrays[..<split]), call.name + "/forward", steps),
            try add(ways[1], Array(arrays[split...]), call.name + "/backward", steps),
        ]
        // The first way keeps its own order of steps, and the other one takes it on.
        if ways[0].isReversed, ways[0].givesAllSteps {
            for way in 0..<2 {
                found[way].output = try addReversed(call.name + "/reversed", found[way].output)
            }
        }
        let outputs = found.map(\.output)
        let last = found.flatMap(\.last)
        guard call.settings.values["merge_mode"]?.isNull != true else {
            return try outputs.enumerated().map { index, output in
                try addFromKeras(
                    index == 0 ? call.name : call.name + "/2", output, summary: .operation("Bidirectional"))
            } + last
        }
        let merged: Int
        switch try call.settings.text("merge_mode", default: "concat") {
        case "concat":
            merged = try add(
                call.name + "/both", Concatenate(axis: shape(outputs[0]).rank), outputs)
        case "sum": merged = try add(call.name + "/both", ElementwiseArithmetic.add, outputs)
        case "mul": merged = try add(call.name + "/both", ElementwiseArithmetic(.multiply), outputs)
        case "ave":
            let sum = try add(call.name + "/sum", ElementwiseArithmetic.add, outputs)
            merged = try add(
                call.name + "/both", ElementwiseArithmetic(.multiply, constant: Tensor([1], [0.5])), [sum])
        default: throw call.settings.fault("merge_mode")
        }
        return [try addFromKeras(call.name, merged, summary: .operation("Bidirectional"))] + last
    }

    // MARK: Settings

    /// - Parameter isReversed: instead of what the settings say.
    /// - Throws: ``UnsupportedKerasLayer``, ``KerasError``.
    private func sequence(
        _ settings: KerasSettings, of className: String, _ call: KerasCall, _ inputs: [Int], part: String,
        isReversed: Bool? = nil
    ) throws -> Sequence {
        guard inputs.count == 1 else { throw UnsupportedKerasLayer.argument("initial_state") }
        if call.arguments.named["mask"].map({ !$0.isNone }) == true { throw UnsupportedKerasLayer.masking }
        let features = kerasShape(inputs[0])
        guard features.count == 2 else {
            throw fault(call, .rank(expected: 3, found: Shape([1] + features)))
        }
        if try settings.bool("time_major", default: false) {
            throw UnsupportedKerasLayer.setting("time_major")
        }
        var (own, name) = (settings, className)
        if className == "RNN" {
            guard let cell = settings["cell"] else { throw UnsupportedKerasLayer.setting("cell") }
            let layer = try KerasNetwork.inner(cell, of: settings)
            guard layer.className.hasSuffix("Cell") else {
                throw UnsupportedKerasLayer.layerClass(layer.className)
            }
            (own, name) = (layer.settings, String(layer.className.dropLast("Cell".count)))
        }
        let units = try own.integer("units")
        guard (1...1 << 14).contains(units) else { throw own.fault("units") }
        let cell = try cell(name, own)
        let rows = cell.gates * units
        var bias: [KerasArray] = []
        if try own.bool("use_bias", default: true) {
            let isDouble = cell == .gru(resetsBehindProduct: true)
            bias = [KerasArray("bias", isDouble ? [2, rows] : [rows], part: part)]
        }
        return Sequence(
            cell: cell, units: units,
            arrays: [
                KerasArray("kernel", [features[1], rows], part: part),
                KerasArray("recurrent_kernel", [units, rows], part: part),
            ] + bias,
            isReversed: try isReversed ?? settings.bool("go_backwards", default: false),
            givesAllSteps: try settings.bool("return_sequences", default: false),
            givesLast: try settings.bool("return_state", default: false))
    }

    private func cell(_ name: String, _ settings: KerasSettings) throws -> Recurrence.Cell {
        let activation = try settings.text("activation", default: "tanh")
        if name == "SimpleRNN" {
            switch activation {
            case "tanh": return .tanh
            case "relu": return .relu
            default: throw UnsupportedKerasLayer.activation(activation)
            }
        }
        guard activation == "tanh" else { throw UnsupportedKerasLayer.activation(activation) }
        // Older files mean another function by leaving it out; all newer ones name it.
        let gates = try settings.text("recurrent_activation", default: "hard_sigmoid")
        guard gates == "sigmoid" else { throw UnsupportedKerasLayer.activation(gates) }
        switch name {
        case "LSTM": return .lstm
        case "GRU": return .gru(resetsBehindProduct: try settings.bool("reset_after", default: version > 1))
        default: throw UnsupportedKerasLayer.layerClass(name + "Cell")
        }
    }

    // MARK: Layers

    /// The sequence with its steps first, T×N×C.
    private func addSteps(_ call: KerasCall, _ input: Int) throws -> Int {
        let rows = try addToKeras(call.name + "/rows", input)
        return try add(call.name + "/steps", Transpose([1, 0, 2]), [rows])
    }

    private func add(
        _ sequence: Sequence, _ arrays: [Tensor], _ name: String, _ steps: Int
    ) throws -> States {
        let direction = Self.direction(sequence, arrays)
        func added(_ part: String, showsCell: Bool) throws -> Int {
            let states = try add(
                name + part, Recurrence(sequence.cell, [direction], showsCell: showsCell), [steps])
            return try add(name + part + " by item", Transpose([2, 0, 1, 3]), [states])
        }
        let states = try added("/states", showsCell: false)
        let count = shape(states)[0]
        func last(_ node: Int, _ part: String) throws -> Int {
            let place = sequence.isReversed ? 0 : count - 1
            return try add(
                name + part,
                Composite(
                    [
                        Gather([nil, [place], nil, nil], summary: .operation("last step")),
                        Reshape([sequence.units]),
                    ], kind: .reshape, summary: .operation("last step")), [node])
        }
        let final = try last(states, "/last")
        var result = States(output: final, last: [])
        if sequence.givesAllSteps {
            result.output = try add(name + "/sequence", Reshape([count, sequence.units]), [states])
        }
        if sequence.givesLast {
            result.last = [final]
            if sequence.cell == .lstm {
                result.last.append(try last(try added("/cells", showsCell: true), "/last cell"))
            }
        }
        return result
    }

    /// Steps from the last to the first.
    private func addReversed(_ name: String, _ input: Int) throws -> Int {
        let count = shape(input)[0]
        return try add(
            name, Gather([nil, Array((0..<count).reversed()), nil], summary: .operation("reversed")), [input])
    }

    /// Keras's arrays in the order and layout of the engine: gates i, f, c, o become i, o, f, c; columns become rows.
    private static func direction(_ sequence: Sequence, _ arrays: [Tensor]) -> Recurrence.Direction {
        let units = sequence.units
        let order = sequence.cell == .lstm ? [0, 3, 1, 2] : Array(0..<sequence.cell.gates)
        func arranged(_ columns: Tensor) -> Tensor {
            let rows = columns.kerasKernelTransposed()
            let (values, size) = (rows.values, units * columns.shape[0])
            return Tensor(rows.shape, order.flatMap { values[$0 * size..<($0 + 1) * size] })
        }
        let rows = order.count * units
        let bias = arrays.count > 2 ? arrays[2].values : [Float](repeating: 0, count: rows)
        func part(_ start: Int) -> Tensor {
            guard start < bias.count else { return Tensor([rows], repeating: 0) }
            return arranged(Tensor([1, rows], Array(bias[start..<start + rows]))).reshaped([rows])
        }
        return Recurrence.Direction(
            input: arranged(arrays[0]), state: arranged(arrays[1]), inputBias: part(0), stateBias: part(rows),
            isReversed: sequence.isReversed)
    }
}
