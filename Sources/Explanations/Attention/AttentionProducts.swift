import NeuralNetwork
import Tensors

/// Arithmetic of an attention's weights and their gradients.
enum AttentionProducts {
    /// The mean over the heads of max(weights ⊙ gradients, 0).
    ///
    /// - Parameters:
    ///   - weights: heads × queries × keys; the gradients likewise.
    /// - Returns: queries × keys.
    static func positive(_ weights: Tensor, _ gradients: Tensor) -> Tensor {
        let heads = weights.shape[0]
        let size = weights.count / heads
        return Tensor(weights.shape.withoutBatch) { mean in
            mean.initialize(repeating: 0)
            weights.withUnsafeBufferPointer { weights in
                gradients.withUnsafeBufferPointer { gradients in
                    for head in 0..<heads {
                        let start = head * size
                        for position in 0..<size {
                            mean[position] += max(weights[start + position] * gradients[start + position], 0)
                        }
                    }
                }
            }
            for position in mean.indices { mean[position] /= Float(heads) }
        }
    }

    /// For each matrix and key, the sum over the queries of max(weights ⊙ gradients, 0).
    ///
    /// - Parameter weights: matrices × queries × keys; the gradients likewise.
    /// - Returns: matrices × keys.
    static func keySums(_ weights: Tensor, _ gradients: Tensor) -> Tensor {
        let (queries, keys) = (weights.shape[1], weights.shape[2])
        return Tensor([weights.shape[0], keys]) { sums in
            sums.initialize(repeating: 0)
            weights.withUnsafeBufferPointer { weights in
                gradients.withUnsafeBufferPointer { gradients in
                    for row in 0..<weights.count / keys {
                        let target = row / queries * keys
                        for key in 0..<keys {
                            let position = row * keys + key
                            sums[target + key] += max(weights[position] * gradients[position], 0)
                        }
                    }
                }
            }
        }
    }

    /// For each key, the mean over heads and queries of max(gradients, 0).
    ///
    /// - Parameter gradients: heads × queries × keys.
    static func meanOfPositive(_ gradients: Tensor) -> [Float] {
        let keys = gradients.shape[2]
        let rows = gradients.count / keys
        var sums = [Float](repeating: 0, count: keys)
        gradients.withUnsafeBufferPointer { gradients in
            for row in 0..<rows {
                for key in 0..<keys { sums[key] += max(gradients[row * keys + key], 0) }
            }
        }
        return sums.map { $0 / Float(rows) }
    }

    /// The sum of three arrays of one shape.
    static func sum(_ first: Tensor, _ second: Tensor, _ third: Tensor) -> Tensor {
        Tensor(first.shape) { sum in
            first.withUnsafeBufferPointer { first in
                second.withUnsafeBufferPointer { second in
                    third.withUnsafeBufferPointer { third in
                        for position in sum.indices {
                            sum[position] = first[position] + second[position] + third[position]
                        }
                    }
                }
            }
        }
    }
}

extension Analysis {
    /// The gradient of the sum of what the network puts out: its class scores, or its first output.
    func gradientOfOutput(at node: Int, _ question: Question) throws -> Tensor {
        let end = model.graph.logits ?? model.graph.outputs[0].layer
        let ones = Tensor(try forward.output(of: end).shape, repeating: 1)
        return try forward.backward(from: end, gradient: ones, keeping: .outputs)
            .gradient(at: node, cancellation: question.cancellation)
    }
}
