import NeuralNetwork
import Tensors

/// Between which numbers each element of a layer's output lies, as its last layers tell; infinite where nothing bounds it.
public struct OutputRange: Sendable, Equatable {
    public let least, greatest: Double

    /// Whether both ends are numbers.
    public var isBounded: Bool { least.isFinite && greatest.isFinite }
    /// Whether nothing is known of it.
    public var isOpen: Bool { !least.isFinite && !greatest.isFinite }

    static let everything = OutputRange(least: -.infinity, greatest: .infinity)

    init(least: Double, greatest: Double) {
        self.least = least
        self.greatest = greatest
    }

    /// Followed from the end through what computes each element by itself: activations, views, and arithmetic with one number.
    public init(of layer: Int, in graph: Graph) {
        var steps: [(OutputRange) -> OutputRange] = []
        var node = graph.nodes[layer]
        var found = Self.everything
        for _ in 0..<64 {
            guard let operation = node.operation, node.isComputed else { break }
            let activation =
                (operation as? ActivationLayer)?.activation ?? operation.builtInActivation?.activation
            if let activation, let range = Self.range(of: activation) {
                found = range
                break
            }
            if operation is Softmax {
                found = OutputRange(least: 0, greatest: 1)
                break
            }
            guard node.inputs.count == 1, operation.builtInActivation == nil,
                !(operation is ActivationLayer), !graph.sumsProducts(node.id)
            else { break }
            if let arithmetic = operation as? ElementwiseArithmetic {
                guard let step = Self.step(arithmetic) else { break }
                steps.append(step)
            } else if !(operation is Reshape || operation is BatchReshape || operation is Identity
                || operation is Transpose)
            {
                break
            }
            node = graph.nodes[node.inputs[0]]
        }
        for step in steps.reversed() { found = step(found) }
        self = found
    }

    private static func range(of activation: Activation) -> OutputRange? {
        switch activation {
        case .sigmoid, .hardSigmoid: OutputRange(least: 0, greatest: 1)
        case .tanh, .softsign: OutputRange(least: -1, greatest: 1)
        case .relu, .softplus, .exponential: OutputRange(least: 0, greatest: .infinity)
        case .relu6: OutputRange(least: 0, greatest: 6)
        case .clip(let minimum, let maximum):
            OutputRange(least: Double(minimum), greatest: Double(maximum))
        default: nil
        }
    }

    /// What arithmetic with one number does to a range; nil for what is not followed.
    private static func step(_ arithmetic: ElementwiseArithmetic) -> ((OutputRange) -> OutputRange)? {
        guard let constant = arithmetic.constant, constant.count == 1, constant[0].isFinite else {
            return nil
        }
        let number = Double(constant[0])
        let function: ((Double) -> Double)? =
            switch (arithmetic.operation, arithmetic.constantIsFirst) {
            case (.add, _): { $0 + number }
            case (.subtract, false): { $0 - number }
            case (.subtract, true): { number - $0 }
            case (.multiply, _) where number != 0: { $0 * number }
            case (.divide, false) where number != 0: { $0 / number }
            case (.maximum, _): { max($0, number) }
            case (.minimum, _): { min($0, number) }
            default: nil
            }
        return function.map { function in
            { range in
                let ends = [function(range.least), function(range.greatest)].sorted()
                return OutputRange(least: ends[0], greatest: ends[1])
            }
        }
    }
}

extension Graph {
    private static var wordsOfNumbers: Set<String> {
        [
            "age", "angle", "count", "depth", "distance", "regression", "steering", "price", "weight",
            "height",
            "temperature", "quality", "value",
        ]
    }

    /// Whether one number is that of a regression and no score of a class: its name says so, or what comes after the last sum of
    /// products bounds it otherwise than a sigmoid does.
    func isRegression(_ output: Output) -> Bool {
        guard nodes[output.layer].shape.count == 1, isRow(output.layer) else { return false }
        let range = OutputRange(of: output.layer, in: self)
        if range == OutputRange(least: 0, greatest: 1) { return false }
        let words = output.name.lowercased().split { !$0.isLetter }.map(String.init)
        return !range.isOpen || words.contains(where: Self.wordsOfNumbers.contains)
    }
}
