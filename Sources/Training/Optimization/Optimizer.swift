import NeuralNetwork
import Tensors

/// The steps of one training, with what they remember of those before.
public final class Optimizer {
    private let settings: OptimizerSettings
    private let parameters: [Parameter]
    /// For each parameter the running mean of gradients, or the momentum; empty where nothing is remembered.
    private let means: [Tensor]
    /// For each parameter the running mean of squares; empty for ``OptimizerSettings/Kind/sgd``.
    private let squares: [Tensor]
    /// Steps that were made.
    public private(set) var count: Int

    /// - Parameters:
    ///   - parameters: of which those that are trained change.
    ///   - memory: what ``memory`` of another run was, of the same settings and parameters.
    ///   - count: the steps of that run.
    public init(
        _ settings: OptimizerSettings, _ parameters: [Parameter], memory: [String: Tensor] = [:],
        count: Int = 0
    ) {
        self.settings = settings
        self.count = count
        let trained = parameters.filter(\.isTrained)
        self.parameters = trained
        func remembered(_ what: String) -> [Tensor] {
            trained.map { parameter in
                let shape = parameter.tensor.shape
                guard let known = memory["\(what)/\(parameter.name)"], known.shape == shape else {
                    return Tensor(shape, repeating: 0)
                }
                return known.copied
            }
        }
        let hasMeans = settings.kind != .sgd || settings.momentum != 0
        means = hasMeans ? remembered("mean") : []
        squares = settings.kind == .sgd ? [] : remembered("square")
    }

    /// What it remembers, by names that say of which parameter. The tensors change with the next step.
    public var memory: [(name: String, tensor: Tensor)] {
        zip(parameters, means).map { ("mean/\($0.name)", $1) }
            + zip(parameters, squares).map { ("square/\($0.name)", $1) }
    }

    /// Changes the parameters by their gradients.
    public func step(learningRate: Double) {
        count += 1
        let rule = Rule(settings, learningRate: learningRate, count: count)
        for (index, parameter) in parameters.enumerated() {
            let mean = means.isEmpty ? nil : means[index].mutableStart
            let square = squares.isEmpty ? nil : squares[index].mutableStart
            parameter.update { values, gradient in
                // Each part of the work writes its own elements.
                nonisolated(unsafe) let operands = Rule.Operands(
                    values: values.baseAddress!, gradient: gradient.baseAddress!, mean: mean, square: square)
                inParts(values.count, each: 4) { rule.apply(operands, $0) }
            }
        }
    }
}

extension Tensor {
    /// Of a tensor of which nobody else knows.
    fileprivate var mutableStart: UnsafeMutablePointer<Float> {
        withMutableElements { $0.baseAddress! }
    }
}

/// One step's arithmetic, in 32-bit floats with factors that were computed in 64 bits, as PyTorch's.
private struct Rule: Sendable {
    struct Operands {
        let values, gradient: UnsafeMutablePointer<Float>
        let mean, square: UnsafeMutablePointer<Float>?
    }

    private let kind: OptimizerSettings.Kind
    private let rate, decay, momentum: Float
    private let isFirst, isNesterov: Bool
    /// What AdamW leaves of a weight.
    private let kept: Float
    /// 1 / √(1 − β₂ᵗ), and rate / (1 − β₁ᵗ).
    private let squareCorrection, stepSize: Float

    init(_ settings: OptimizerSettings, learningRate: Double, count: Int) {
        kind = settings.kind
        rate = Float(learningRate)
        decay = Float(settings.weightDecay)
        momentum = Float(settings.momentum)
        isNesterov = settings.isNesterov
        isFirst = count == 1
        kept = Float(1 - learningRate * settings.weightDecay)
        let (first, second) = OptimizerSettings.betas
        squareCorrection = Float((1 - power(second, count)).squareRoot())
        stepSize = Float(learningRate / (1 - power(first, count)))
        func power(_ base: Double, _ exponent: Int) -> Double {
            var (result, factor, rest) = (1.0, base, exponent)
            while rest > 0 {
                if rest & 1 == 1 { result *= factor }
                factor *= factor
                rest >>= 1
            }
            return result
        }
    }

    func apply(_ operands: Operands, _ part: Range<Int>) {
        guard let mean = operands.mean else { return descend(operands, part) }
        guard let square = operands.square else { return descend(operands, mean, part) }
        adapt(operands, mean, square, part)
    }

    private func descend(_ operands: Operands, _ part: Range<Int>) {
        let (values, gradient) = (operands.values, operands.gradient)
        for index in part { values[index] -= rate * (gradient[index] + decay * values[index]) }
    }

    private func descend(_ operands: Operands, _ mean: UnsafeMutablePointer<Float>, _ part: Range<Int>) {
        let (values, gradient) = (operands.values, operands.gradient)
        let (old, ahead): (Float, Float) = (isFirst ? 0 : momentum, isNesterov ? momentum : 1)
        for index in part {
            let own = gradient[index] + decay * values[index]
            let speed = old * mean[index] + own
            mean[index] = speed
            values[index] -= rate * (isNesterov ? own + ahead * speed : speed)
        }
    }

    private func adapt(
        _ operands: Operands, _ mean: UnsafeMutablePointer<Float>, _ square: UnsafeMutablePointer<Float>,
        _ part: Range<Int>
    ) {
        let (values, gradient) = (operands.values, operands.gradient)
        let isApart = kind == .adamw
        let (first, second) = (Float(1 - OptimizerSettings.betas.0), Float(OptimizerSettings.betas.1))
        let rest = Float(1 - OptimizerSettings.betas.1)
        let (coupled, kept): (Float, Float) = (isApart ? 0 : decay, isApart ? kept : 1)
        for index in part {
            let value = values[index] * kept
            let own = gradient[index] + coupled * value
            let average = mean[index] + first * (own - mean[index])
            let spread = second * square[index] + rest * (own * own)
            mean[index] = average
            square[index] = spread
            let size = spread.squareRoot() / squareCorrection + OptimizerSettings.epsilon
            values[index] = value - stepSize * (average / size)
        }
    }
}
