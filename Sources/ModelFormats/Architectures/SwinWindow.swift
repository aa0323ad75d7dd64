import Foundation
import NeuralNetwork
import Tensors

/// Attention inside of windows that lie beside each other over maps N×H×W×C, moved by half a window in every second block.
struct SwinWindow {
    let name, table: String
    let projections: AttentionProjections
    let projection: String
    let isShifted: Bool
    /// Whether queries and keys are compared by their angle, and positions by a small network (Liu and others 2022).
    let isSecond: Bool
    /// What the network's name says of windows.
    let named: SwinWindowNames?
    let isLastStage: Bool

    /// Where neither weights nor names say it, at 256 pixels.
    static let usualSide = 8
    /// More than any published network has, so that tables stay small.
    static let windowLimit = 32
    private static let headLimit = 128
    private static let hiddenLimit = 4096

    /// Rows or columns: how many, padded to whole windows, and by how much the windows are moved.
    private struct Axis {
        let extent, padded, window, shift: Int

        init(_ extent: Int, window: Int, isShifted: Bool) {
            self.extent = extent
            self.window = window
            padded = (extent + window - 1) / window * window
            shift = isShifted && window < padded ? window / 2 : 0
        }

        var count: Int { padded / window }
        /// Where each place of the moved axis was, −1 for padding.
        var moved: [Int] { (0..<padded).map { ($0 + shift) % padded < extent ? ($0 + shift) % padded : -1 } }
        /// The inverse, without the padding.
        var back: [Int] { (0..<extent).map { ($0 - shift + padded) % padded } }

        /// Which part of the picture a moved place belongs to; parts that only lie beside each other because of the move do not
        /// see each other.
        func region(_ place: Int) -> Int {
            guard shift > 0 else { return 0 }
            return place < padded - window ? 0 : place < padded - shift ? 1 : 2
        }
    }

    private var logitScale: String { "\(name).logit_scale" }

    /// Rows and columns of a window, and the heads.
    ///
    /// - Parameter shape: of the maps, H×W×C.
    private func extents(_ modules: TorchModules, over shape: Shape) throws -> (window: Int, heads: Int) {
        if isSecond {
            let scale = try modules.required(logitScale, rank: 3)
            // The tables that say it are not in every file.
            let coordinates = modules.shape(of: "\(name).relative_coords_table")
            let side = coordinates.flatMap {
                $0.rank == 4 && $0[1] % 2 == 1 && (1...1000).contains($0[1]) ? ($0[1] + 1) / 2 : nil
            }
            guard (side ?? Self.usualSide) <= Self.windowLimit, scale[0] <= Self.headLimit else {
                throw BareWeightsError.Misfit.shape(logitScale, expected: [3, 1, 1], found: scale)
            }
            // timm makes windows no larger than the maps.
            return (side ?? min(named?.side ?? Self.usualSide, shape[0], shape[1]), scale[0])
        }
        let shape = try modules.required(table, rank: 2)
        let side = Int(Double(shape[0]).squareRoot().rounded())
        guard side * side == shape[0], side % 2 == 1, side <= 2 * Self.windowLimit, shape[1] <= Self.headLimit
        else {
            throw BareWeightsError.Misfit.shape(table, expected: [169, shape[1]], found: shape)
        }
        return ((side + 1) / 2, shape[1])
    }

    func add(to modules: inout TorchModules, _ input: Int) throws -> Int {
        let shape = modules.graph.shape(of: input)
        let (window, heads) = try extents(modules, over: shape)
        let channels = shape[2]
        guard channels % heads == 0 else {
            throw BareWeightsError.Misfit.shape(table, expected: [169, 1], found: [169, heads])
        }
        let axes = [shape[0], shape[1]].map { Axis($0, window: window, isShifted: isShifted) }
        let (count, tokens) = (axes[0].count * axes[1].count, window * window)
        var node = try modules.add(
            "\(name).move", Gather([nil, axes[0].moved, axes[1].moved, nil], summary: .operation("Roll")),
            input)
        node = try modules.add(
            "\(name).rows", Reshape([axes[0].count, window, axes[1].count, window, channels]), node)
        node = try modules.add("\(name).windows", Transpose([0, 1, 3, 2, 4, 5]), node)
        node = try modules.add("\(name).tokens", Reshape([count * tokens, channels]), node)
        let parts = try modules.projections(name, node, projections)
        var operands: [Int] = []
        for (part, projected) in zip(["q", "k", "v"], parts) {
            var split = try modules.add(
                "\(name).\(part).heads", Reshape([count, tokens, heads, channels / heads]), projected)
            split = try modules.add("\(name).\(part).split", Transpose([0, 1, 3, 2, 4]), split)
            if isSecond, part != "v" { split = try unitLength("\(name).\(part)", split, &modules) }
            if part == "k" {
                split = try modules.add("\(name).k.columns", Transpose([0, 1, 2, 4, 3]), split)
            }
            operands.append(split)
        }
        node = try modules.add("\(name).products", MatrixMultiplication(), operands[0], operands[1])
        node = try scaled(node, heads: heads, perHead: channels / heads, &modules)
        let bias = try positionBias(window: window, heads: heads, &modules)
        node = try modules.add("\(name).positions", ElementwiseArithmetic(.add, constant: bias), node)
        if let mask = mask(axes) {
            node = try modules.add("\(name).mask", ElementwiseArithmetic(.add, constant: mask), node)
        }
        node = try modules.add("\(name).softmax", Softmax(axis: 4), node)
        node = try modules.add("\(name).values", MatrixMultiplication(), node, operands[2])
        node = try modules.add("\(name).merge", Transpose([0, 1, 3, 2, 4]), node)
        node = try modules.add("\(name).joined", Reshape([count * tokens, channels]), node)
        node = try modules.linear(projection, node)
        node = try modules.add(
            "\(name).grid", Reshape([axes[0].count, axes[1].count, window, window, channels]), node)
        node = try modules.add("\(name).unwindow", Transpose([0, 1, 3, 2, 4, 5]), node)
        node = try modules.add("\(name).map", Reshape([axes[0].padded, axes[1].padded, channels]), node)
        return try modules.add(
            "\(name).back", Gather([nil, axes[0].back, axes[1].back, nil], summary: .operation("Roll")), node)
    }

    /// x / max(|x|, 10⁻¹²) over the last axis.
    private func unitLength(_ name: String, _ input: Int, _ modules: inout TorchModules) throws -> Int {
        var length = try modules.add("\(name).length", Reduction(.l2, axes: [4], keepsAxes: true), input)
        length = try modules.add(
            "\(name).least", ElementwiseArithmetic(.maximum, constant: Tensor([], [1e-12])), length)
        return try modules.add("\(name).unit", ElementwiseArithmetic(.divide), input, length)
    }

    private func scaled(_ input: Int, heads: Int, perHead: Int, _ modules: inout TorchModules) throws -> Int {
        guard isSecond else {
            let scale = Tensor([], [1 / Float(perHead).squareRoot()])
            return try modules.add("\(name).scale", ElementwiseArithmetic(.multiply, constant: scale), input)
        }
        let logarithms = try modules.parameter(logitScale, [heads, 1, 1])
        let isHollow = modules.details?.isHollow ?? false
        let scale =
            isHollow
            ? Tensor([heads, 1, 1]) { _ in }
            : Tensor([heads, 1, 1], (0..<heads).map { exp(min(logarithms[$0], log(100))) })
        return try modules.add(logitScale, ElementwiseArithmetic(.multiply, constant: scale), input)
    }

    /// heads×T×T: for each head, what is added for two places of a window.
    private func positionBias(window: Int, heads: Int, _ modules: inout TorchModules) throws -> Tensor {
        let (side, tokens) = (2 * window - 1, window * window)
        let isHollow = modules.details?.isHollow ?? false
        let values: Tensor
        if isSecond {
            values = try learnedTable(window: window, heads: heads, &modules)
        } else {
            values = try modules.parameter(table, [side * side, heads])
        }
        guard !isHollow else { return Tensor([heads, tokens, tokens]) { _ in } }
        return values.withUnsafeBufferPointer { values in
            Tensor([heads, tokens, tokens]) { destination in
                for first in 0..<tokens {
                    for second in 0..<tokens {
                        let row = first / window - second / window + window - 1
                        let column = first % window - second % window + window - 1
                        for head in 0..<heads {
                            destination[(head * tokens + first) * tokens + second] =
                                values[(row * side + column) * heads + head]
                        }
                    }
                }
            }
        }
    }

    /// The table of the second version: a small network of distances on a logarithmic scale, 16·sigmoid of its outputs.
    private func learnedTable(window: Int, heads: Int, _ modules: inout TorchModules) throws -> Tensor {
        let first = "\(name).cpb_mlp.0"
        let hidden = try modules.required("\(first).weight", rank: 2)[0]
        guard hidden <= Self.hiddenLimit else {
            throw BareWeightsError.Misfit.shape(
                "\(first).weight", expected: [512, 2], found: [hidden, 2])
        }
        let matrix = try modules.parameter("\(first).weight", [hidden, 2])
        let bias = try modules.parameter("\(first).bias", [hidden])
        let last = try modules.parameter("\(name).cpb_mlp.2.weight", [heads, hidden])
        let side = 2 * window - 1
        guard !(modules.details?.isHollow ?? false) else { return Tensor([side * side, heads]) { _ in } }
        let (factors, offsets, weights) = (matrix.values, bias.values, last.values)
        // The last stage was trained with windows of half the size, its maps being no larger.
        let trained = named?.trained.map { isLastStage ? $0 / 2 : $0 } ?? window
        func distance(_ place: Int) -> Float {
            let scaled = 8 * Float(place - window + 1) / Float(max(trained - 1, 1))
            return (scaled < 0 ? -1 : 1) * log2(abs(scaled) + 1) / 3
        }
        var values: [Float] = []
        for row in 0..<side {
            for column in 0..<side {
                let inner = (0..<hidden).map { unit in
                    max(
                        0,
                        factors[2 * unit] * distance(row) + factors[2 * unit + 1] * distance(column)
                            + offsets[unit])
                }
                for head in 0..<heads {
                    var sum: Float = 0
                    for unit in 0..<hidden { sum += weights[head * hidden + unit] * inner[unit] }
                    values.append(16 / (1 + exp(-sum)))
                }
            }
        }
        return Tensor([side * side, heads], values)
    }

    /// windows×1×T×T: −100 between places that the move has brought together, or nil where nothing was moved.
    private func mask(_ axes: [Axis]) -> Tensor? {
        guard axes.contains(where: { $0.shift > 0 }) else { return nil }
        let window = axes[0].window
        let (count, tokens) = (axes[0].count * axes[1].count, window * window)
        return Tensor([count, 1, tokens, tokens]) { destination in
            for index in 0..<count {
                let regions = (0..<tokens).map { token in
                    let row = index / axes[1].count * window + token / window
                    let column = index % axes[1].count * window + token % window
                    return axes[0].region(row) * 3 + axes[1].region(column)
                }
                for first in 0..<tokens {
                    for second in 0..<tokens {
                        destination[(index * tokens + first) * tokens + second] =
                            regions[first] == regions[second] ? 0 : -100
                    }
                }
            }
        }
    }
}
