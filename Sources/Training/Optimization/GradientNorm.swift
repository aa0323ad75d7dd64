import NeuralNetwork
import Tensors

/// The length of all gradients together.
enum GradientNorm {
    /// √Σg² over the parameters that are trained.
    static func value(_ parameters: [Parameter]) -> Double {
        parameters.filter(\.isTrained).reduce(0) { sum, parameter in
            parameter.gradient.withUnsafeBufferPointer { values in
                nonisolated(unsafe) let start = values.baseAddress!
                let parts = Parts(of: values.count, size: worthwhilePart)
                let sums = [Double](unsafeUninitializedCapacity: parts.count) { buffer, count in
                    count = parts.count
                    nonisolated(unsafe) let sums = buffer
                    inParts(parts.count, each: worthwhilePart) { range in
                        for part in range {
                            var sum = 0.0
                            for index in parts[part] { sum += Double(start[index]) * Double(start[index]) }
                            sums[part] = sum
                        }
                    }
                }
                return sum + sums.reduce(0, +)
            }
        }.squareRoot()
    }

    /// Shortens the gradients to a length where they are longer, as `clip_grad_norm_` does.
    static func clip(_ parameters: [Parameter], to limit: Double) {
        let factor = Float(min(1, limit / (value(parameters) + 1e-6)))
        guard factor < 1 else { return }
        for parameter in parameters where parameter.isTrained {
            parameter.update { _, gradient in
                nonisolated(unsafe) let gradient = gradient
                inParts(gradient.count, each: 1) { part in
                    for index in part { gradient[index] *= factor }
                }
            }
        }
    }
}
