import Tensors

extension Graph {
    /// The same network with random weights in some layers: uniform numbers of the mean and the deviation that the trained
    /// ones have, so that activations keep their size.
    ///
    /// - Parameters:
    ///   - layers: some of ``layersWithWeights``.
    ///   - seed: the same seed gives the same weights, whatever other layers get.
    public func withRandomWeights(in layers: some Sequence<Int>, seed: UInt64) -> Graph {
        var operations: [Int: any Operator] = [:]
        for layer in layers {
            operations[layer] = nodes[layer].operation?.withRandomWeights(
                seed: SplitMix64.output(seed) &+ UInt64(layer))
        }
        return replacing(operations)
    }

    /// Convolutions, dense layers and layers made of them on which the class scores depend (all layers of a network without a
    /// classifier), from the input up.
    public var layersWithWeights: [Int] {
        var isNeeded = [Bool](repeating: logits == nil, count: nodes.count)
        if let logits {
            isNeeded[logits] = true
            for node in nodes[...logits].reversed() where isNeeded[node.id] {
                for input in node.inputs { isNeeded[input] = true }
            }
        }
        return nodes.filter { isNeeded[$0.id] && $0.operation?.hasWeights == true }.map(\.id)
    }
}

extension Operator {
    fileprivate var hasWeights: Bool {
        switch self {
        case is Convolution, is TransposedConvolution, is Dense: true
        case let product as MatrixMultiplication: !product.parameters.isEmpty
        case let composite as Composite: composite.operations.contains { $0.hasWeights }
        default: false
        }
    }

    fileprivate func withRandomWeights(seed: UInt64) -> any Operator {
        func random(_ tensor: Tensor, _ index: UInt64) -> Tensor {
            RandomNumbers.like(tensor, seed: SplitMix64.output(seed &+ index << 32))
        }
        switch self {
        case let layer as Convolution:
            return Convolution(
                weights: random(layer.weights, 0), bias: layer.bias.map { random($0, 1) },
                window: layer.window, groups: layer.groups, activation: layer.activation)
        case let layer as TransposedConvolution:
            return TransposedConvolution(
                weights: random(layer.weights, 0), bias: layer.bias.map { random($0, 1) },
                window: layer.window, groups: layer.groups, outputPadding: layer.outputPadding,
                outputSize: layer.outputSize)
        case let layer as Dense:
            return Dense(
                weights: random(layer.weights, 0), order: layer.order, bias: layer.bias.map { random($0, 1) },
                activation: layer.activation)
        case let layer as MatrixMultiplication:
            return MatrixMultiplication(
                left: layer.left.map { random($0, 0) }, right: layer.right.map { random($0, 0) })
        case let layer as Composite:
            let operations = layer.operations.enumerated().map { index, operation in
                operation.withRandomWeights(seed: SplitMix64.output(seed) &+ UInt64(index + 2))
            }
            return Composite(operations, kind: layer.kind, summary: layer.summary)
        default: return self
        }
    }
}

/// Numbers that depend on a seed and their place only, so that many can be made at the same time.
private enum RandomNumbers {
    /// Uniform numbers of a tensor's shape, mean and standard deviation.
    static func like(_ tensor: Tensor, seed: UInt64) -> Tensor {
        let (mean, deviation) = statistics(tensor)
        // A uniform distribution of width 1 has the deviation 1/√12.
        let width = Float(deviation * 12.0.squareRoot())
        let least = Float(mean) - width / 2
        return Tensor(tensor.shape) { values in
            // Each part of the work writes its own elements.
            nonisolated(unsafe) let values = values
            inParts(values.count) { part in
                for position in part {
                    values[position] = least + width * SplitMix64.fraction(seed &+ UInt64(position))
                }
            }
        }
    }

    private static func statistics(_ tensor: Tensor) -> (mean: Double, deviation: Double) {
        tensor.withUnsafeBufferPointer { values in
            var (sum, squares) = (0.0, 0.0)
            for value in values {
                sum += Double(value)
                squares += Double(value) * Double(value)
            }
            let count = Double(max(values.count, 1))
            let mean = sum / count
            return (mean, max(0, squares / count - mean * mean).squareRoot())
        }
    }
}
