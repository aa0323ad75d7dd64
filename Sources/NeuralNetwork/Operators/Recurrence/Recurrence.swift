import Tensors
import Words

/// A layer that goes through a sequence step by step and keeps a state: T×N×I becomes T×D×N×H for D directions.
///
/// LSTM (Hochreiter and Schmidhuber 1997), GRU (Cho et al. 2014) and the plain recurrence of Elman (1990), with ONNX's order
/// of gates. The gradient goes back through all steps to the input.
public struct Recurrence: Untrained, Unfused, Unnarrowed {
    public enum Cell: Sendable, Hashable {
        /// Gates i, o, f and the candidate.
        case lstm
        /// Gates z, r and the candidate, whose reset gate acts before or behind the product with the state.
        case gru(resetsBehindProduct: Bool)
        case tanh
        case relu

        /// Rows of weights for each feature of the state.
        public var gates: Int {
            switch self {
            case .lstm: 4
            case .gru: 3
            case .tanh, .relu: 1
            }
        }
    }

    /// One way through the sequence.
    public struct Direction: Sendable {
        /// gates·H × I and gates·H × H.
        public let input, state: Tensor
        /// gates·H values each.
        public let inputBias, stateBias: Tensor
        /// From the last step to the first one.
        public let isReversed: Bool
        /// H values; the state before the first step, and the cell's of an LSTM.
        public let initialState, initialCell: Tensor?

        public init(
            input: Tensor, state: Tensor, inputBias: Tensor, stateBias: Tensor, isReversed: Bool,
            initialState: Tensor? = nil, initialCell: Tensor? = nil
        ) {
            self.input = input
            self.state = state
            self.inputBias = inputBias
            self.stateBias = stateBias
            self.isReversed = isReversed
            self.initialState = initialState
            self.initialCell = initialCell
        }
    }

    public let cell: Cell
    public let directions: [Direction]
    /// Whether the output is the cell's state of an LSTM.
    public let showsCell: Bool

    /// - Precondition: there is a direction, and the weights of all have the extents that those of the first one ask for.
    public init(_ cell: Cell, _ directions: [Direction], showsCell: Bool = false) {
        precondition(!directions.isEmpty && (!showsCell || cell == .lstm))
        self.cell = cell
        self.directions = directions
        self.showsCell = showsCell
        for direction in directions {
            precondition(direction.input.shape == [cell.gates * hidden, inputs])
            precondition(direction.state.shape == [cell.gates * hidden, hidden])
            for bias in [direction.inputBias, direction.stateBias] {
                precondition(bias.count == cell.gates * hidden)
            }
            for state in [direction.initialState, direction.initialCell] {
                precondition(state.map { $0.count == hidden } ?? true)
            }
        }
    }

    /// H and I.
    var hidden: Int { directions[0].state.shape[1] }
    var inputs: Int { directions[0].input.shape[1] }

    public var kind: LayerKind { .dense }
    public var summary: Words {
        let name =
            switch cell {
            case .lstm: "LSTM"
            case .gru: "GRU"
            case .tanh, .relu: "RNN"
            }
        return directions.count == 1
            ? "\(name) of \(hidden) features" : "\(name) of \(hidden) features, both ways"
    }
    public var parameters: [Tensor] {
        directions.flatMap { [$0.input, $0.state, $0.inputBias, $0.stateBias] }
    }
    public var deepLIFTRule: DeepLIFTRule { .derivative }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: 3)
        guard input[2] == self.inputs else {
            throw .extent(axis: "features", expected: self.inputs, found: input[2])
        }
        return [input[0], directions.count, input[1], hidden]
    }

    public func productCount(of inputs: [Shape], output: Shape) -> Int {
        output.count * cell.gates * (self.inputs + hidden)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: [input]))
        let runs = directions.map { RecurrentRun(cell, $0, steps: input[0], items: input[1]) }
        let (steps, items, hidden, showsCell) = (input[0], input[1], hidden, showsCell)
        // Where the state of a step of one direction begins in the output.
        let size = items * hidden
        let count = runs.count
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
                for (way, run) in runs.enumerated() {
                    let trace = run.forward(inputs[0].baseAddress)
                    let states = showsCell ? trace.cells : trace.states
                    for step in 0..<steps {
                        for element in 0..<size {
                            output[(step * count + way) * size + element] = states[step * size + element]
                        }
                    }
                }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                guard let target = backward.target.baseAddress else { return }
                for (way, run) in runs.enumerated() {
                    var gradient = [Float](repeating: 0, count: steps * size)
                    for step in 0..<steps {
                        for element in 0..<size {
                            gradient[step * size + element] =
                                backward.gradient[(step * count + way) * size + element]
                        }
                    }
                    run.backward(
                        run.forward(backward.inputs[0].baseAddress), gradient, isCell: showsCell,
                        addingTo: target)
                }
            })
    }
}
