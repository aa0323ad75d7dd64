import Foundation
import Tensors

/// One way through a sequence, forwards with all that is needed backwards.
struct RecurrentRun: Sendable {
    private let cell: Recurrence.Cell
    private let weights: Recurrence.Direction
    private let steps, items, hidden, inputs, gates: Int

    /// What each step made, T×N×… in the order of the sequence.
    struct Trace {
        /// gates·H values: the gates and the candidate behind their functions.
        var activations: [Float]
        /// H values each.
        var states, cells: [Float]
        /// What the product of state and weights of a GRU's candidate was, H values; empty for others.
        var candidates: [Float]
    }

    init(_ cell: Recurrence.Cell, _ weights: Recurrence.Direction, steps: Int, items: Int) {
        self.cell = cell
        self.weights = weights
        self.steps = steps
        self.items = items
        hidden = weights.state.shape[1]
        inputs = weights.input.shape[1]
        gates = cell.gates
    }

    /// The steps in the order in which they are gone through.
    private var order: [Int] { weights.isReversed ? (0..<steps).reversed() : Array(0..<steps) }

    private func initial(_ value: Tensor?) -> [Float] {
        let one = value?.values ?? [Float](repeating: 0, count: hidden)
        return Array(repeatElement(one, count: items).joined())
    }

    private static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

    // MARK: Forwards

    func forward(_ input: UnsafePointer<Float>?) -> Trace {
        let (width, size) = (gates * hidden, items * hidden)
        var sums = [Float](repeating: 0, count: steps * items * width)
        var trace = Trace(
            activations: [], states: [Float](repeating: 0, count: steps * size),
            cells: cell == .lstm ? [Float](repeating: 0, count: steps * size) : [],
            candidates: gates == 3 ? [Float](repeating: 0, count: steps * size) : [])
        guard let input, steps * items > 0 else { return trace }
        sums.withUnsafeMutableBufferPointer {
            MatrixProduct.transposed(
                input, count: steps * items, weights: weights.input, out: $0.baseAddress!)
        }
        let biases = weights.inputBias.values
        var state = initial(weights.initialState)
        var memory = initial(weights.initialCell)
        var products = [Float](repeating: 0, count: items * width)
        for step in order {
            let start = step * items * width
            multiply(state, &products)
            for position in 0..<items * width { sums[start + position] += biases[position % width] }
            switch cell {
            case .lstm: stepLSTM(&sums, start, products, &state, &memory)
            case .gru(let isBehind):
                let place = step * size
                stepGRU(&sums, start, products, &state, isBehind) {
                    trace.candidates[place + $0] = $1
                }
            case .tanh, .relu:
                for position in 0..<size {
                    let sum = sums[start + position] + products[position]
                    sums[start + position] = cell == .tanh ? Foundation.tanh(sum) : max(sum, 0)
                    state[position] = sums[start + position]
                }
            }
            for position in 0..<size {
                trace.states[step * size + position] = state[position]
                if cell == .lstm { trace.cells[step * size + position] = memory[position] }
            }
        }
        trace.activations = sums
        return trace
    }

    /// The state's product with all weights, with their bias.
    private func multiply(_ state: [Float], _ products: inout [Float]) {
        state.withUnsafeBufferPointer { state in
            products.withUnsafeMutableBufferPointer {
                MatrixProduct.transposed(
                    state.baseAddress!, count: items, weights: weights.state, out: $0.baseAddress!)
            }
        }
        let (biases, width) = (weights.stateBias.values, gates * hidden)
        for position in products.indices { products[position] += biases[position % width] }
    }

    private func stepLSTM(
        _ sums: inout [Float], _ start: Int, _ products: [Float], _ state: inout [Float],
        _ memory: inout [Float]
    ) {
        for item in 0..<items {
            for feature in 0..<hidden {
                func place(_ gate: Int) -> Int { item * gates * hidden + gate * hidden + feature }
                for gate in 0..<3 {
                    sums[start + place(gate)] = Self.sigmoid(
                        sums[start + place(gate)] + products[place(gate)])
                }
                let candidate = Foundation.tanh(sums[start + place(3)] + products[place(3)])
                sums[start + place(3)] = candidate
                let position = item * hidden + feature
                memory[position] =
                    sums[start + place(2)] * memory[position] + sums[start + place(0)] * candidate
                state[position] = sums[start + place(1)] * Foundation.tanh(memory[position])
            }
        }
    }

    /// - Parameter keep: takes the product of the candidate at an element of the state.
    private func stepGRU(
        _ sums: inout [Float], _ start: Int, _ products: [Float], _ state: inout [Float], _ isBehind: Bool,
        _ keep: (Int, Float) -> Void
    ) {
        let width = gates * hidden
        for item in 0..<items {
            for position in item * width..<item * width + 2 * hidden {
                sums[start + position] = Self.sigmoid(sums[start + position] + products[position])
            }
        }
        var candidates = products
        if !isBehind {
            // The reset state has products of its own.
            var reset = state
            for position in reset.indices {
                let (item, feature) = (position / hidden, position % hidden)
                reset[position] *= sums[start + item * width + hidden + feature]
            }
            multiply(reset, &candidates)
        }
        for item in 0..<items {
            for feature in 0..<hidden {
                let place = item * width + feature
                let position = item * hidden + feature
                let product = candidates[place + 2 * hidden]
                keep(position, product)
                let reset = isBehind ? sums[start + place + hidden] : 1
                let candidate = Foundation.tanh(sums[start + place + 2 * hidden] + reset * product)
                sums[start + place + 2 * hidden] = candidate
                let update = sums[start + place]
                state[position] = (1 - update) * candidate + update * state[position]
            }
        }
    }

    // MARK: Backwards

    /// Adds the gradient at the input, T×N×I.
    ///
    /// - Parameters:
    ///   - gradient: at the states, T×N×H, or at the cells.
    func backward(
        _ trace: Trace, _ gradient: [Float], isCell: Bool, addingTo target: UnsafeMutablePointer<Float>
    ) {
        let (width, size) = (gates * hidden, items * hidden)
        guard steps * items > 0 else { return }
        var sums = [Float](repeating: 0, count: steps * items * width)
        // The gradients at the state and at the cell behind the step that is looked at.
        var state = [Float](repeating: 0, count: size)
        var memory = [Float](repeating: 0, count: size)
        let order = order
        for (number, step) in order.enumerated().reversed() {
            for position in 0..<size {
                if isCell {
                    memory[position] += gradient[step * size + position]
                } else {
                    state[position] += gradient[step * size + position]
                }
            }
            let before = number > 0 ? order[number - 1] : nil
            let pass = RecurrentStep(
                trace: trace, step: step, before: before, initialState: initial(weights.initialState),
                initialCell: initial(weights.initialCell))
            switch cell {
            case .lstm: backLSTM(pass, &state, &memory, &sums)
            case .gru(let isBehind): backGRU(pass, &state, &sums, isBehind)
            case .tanh, .relu:
                for position in 0..<size {
                    let value = trace.activations[step * size + position]
                    let slope = cell == .tanh ? 1 - value * value : value > 0 ? 1 : 0
                    sums[step * size + position] = state[position] * slope
                    state[position] = 0
                }
                back(sums, step, into: &state)
            }
        }
        sums.withUnsafeBufferPointer {
            MatrixProduct.plain(
                $0.baseAddress!, count: steps * items, weights: weights.input, out: target,
                accumulates: true)
        }
    }

    /// Adds what the sums of a step pass to the state before it.
    private func back(_ sums: [Float], _ step: Int, into state: inout [Float]) {
        let start = step * items * gates * hidden
        sums.withUnsafeBufferPointer { sums in
            state.withUnsafeMutableBufferPointer {
                MatrixProduct.plain(
                    sums.baseAddress! + start, count: items, weights: weights.state, out: $0.baseAddress!,
                    accumulates: true)
            }
        }
    }

    private func backLSTM(
        _ pass: RecurrentStep, _ state: inout [Float], _ memory: inout [Float], _ sums: inout [Float]
    ) {
        let (step, start) = (pass.step, pass.step * items * gates * hidden)
        for item in 0..<items {
            for feature in 0..<hidden {
                func place(_ gate: Int) -> Int { start + item * gates * hidden + gate * hidden + feature }
                func value(_ gate: Int) -> Float { pass.trace.activations[place(gate)] }
                let position = item * hidden + feature
                let bent = Foundation.tanh(pass.trace.cells[step * items * hidden + position])
                let gradient = state[position]
                let cell = memory[position] + gradient * value(1) * (1 - bent * bent)
                sums[place(1)] = gradient * bent * value(1) * (1 - value(1))
                sums[place(0)] = cell * value(3) * value(0) * (1 - value(0))
                sums[place(2)] = cell * pass.cellBefore(position) * value(2) * (1 - value(2))
                sums[place(3)] = cell * value(0) * (1 - value(3) * value(3))
                memory[position] = cell * value(2)
                state[position] = 0
            }
        }
        back(sums, step, into: &state)
    }

    private func backGRU(
        _ pass: RecurrentStep, _ state: inout [Float], _ sums: inout [Float], _ isBehind: Bool
    ) {
        let (width, start) = (gates * hidden, pass.step * items * gates * hidden)
        // What goes through the state's weights, which is not what goes through the input's.
        var products = [Float](repeating: 0, count: items * width)
        for position in 0..<items * hidden {
            let place = position / hidden * width + position % hidden
            let update = pass.trace.activations[start + place]
            let reset = pass.trace.activations[start + place + hidden]
            let candidate = pass.trace.activations[start + place + 2 * hidden]
            let gradient = state[position]
            let slope = gradient * (1 - update) * (1 - candidate * candidate)
            sums[start + place + 2 * hidden] = slope
            let change = gradient * (pass.stateBefore(position) - candidate)
            sums[start + place] = change * update * (1 - update)
            products[place] = sums[start + place]
            if isBehind {
                let product = pass.trace.candidates[pass.step * items * hidden + position]
                sums[start + place + hidden] = slope * product * reset * (1 - reset)
                products[place + hidden] = sums[start + place + hidden]
                products[place + 2 * hidden] = slope * reset
            }
            state[position] = gradient * update
        }
        if !isBehind {
            // The candidate's product is that of the reset state.
            var candidates = [Float](repeating: 0, count: items * width)
            for position in 0..<items * hidden {
                let place = position / hidden * width + position % hidden + 2 * hidden
                candidates[place] = sums[start + place]
            }
            var atReset = [Float](repeating: 0, count: items * hidden)
            pass.add(candidates, weights.state, items, to: &atReset)
            for position in 0..<items * hidden {
                let place = position / hidden * width + position % hidden
                let reset = pass.trace.activations[start + place + hidden]
                let slope = atReset[position] * pass.stateBefore(position) * reset * (1 - reset)
                sums[start + place + hidden] = slope
                products[place + hidden] = slope
                state[position] += atReset[position] * reset
            }
        }
        pass.add(products, weights.state, items, to: &state)
    }
}

/// A step that is gone back through, and what stood before it.
private struct RecurrentStep {
    let trace: RecurrentRun.Trace
    let step: Int
    /// The step that was gone through before; nil for the first one.
    let before: Int?
    let initialState, initialCell: [Float]

    func stateBefore(_ position: Int) -> Float {
        before.map { trace.states[$0 * initialState.count + position] } ?? initialState[position]
    }

    func cellBefore(_ position: Int) -> Float {
        before.map { trace.cells[$0 * initialCell.count + position] } ?? initialCell[position]
    }

    func add(_ products: [Float], _ weights: Tensor, _ items: Int, to state: inout [Float]) {
        products.withUnsafeBufferPointer { products in
            state.withUnsafeMutableBufferPointer {
                MatrixProduct.plain(
                    products.baseAddress!, count: items, weights: weights, out: $0.baseAddress!,
                    accumulates: true)
            }
        }
    }
}
