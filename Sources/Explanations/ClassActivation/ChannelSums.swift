import Tensors

/// Sums over a layer's maps.
enum ChannelSums {
    /// Σ_k w_k·A_k, H×W.
    ///
    /// - Parameters:
    ///   - activations: C×H×W.
    ///   - weight: of a channel.
    static func weighted(_ activations: Tensor, by weight: (_ channel: Int) -> Float) -> Tensor {
        let shape = activations.shape
        let plane = shape[1] * shape[2]
        return Tensor([shape[1], shape[2]]) { map in
            map.initialize(repeating: 0)
            activations.withUnsafeBufferPointer { activations in
                for channel in 0..<shape[0] {
                    let weight = weight(channel)
                    if weight == 0 { continue }
                    let start = channel * plane
                    for position in 0..<plane { map[position] += weight * activations[start + position] }
                }
            }
        }
    }

    /// Σ_k f(A_k, G_k) at every position, H×W.
    static func combined(
        _ activations: Tensor, _ gradients: Tensor,
        _ combine: (_ activation: Float, _ gradient: Float) -> Float
    ) -> Tensor {
        let shape = activations.shape
        let plane = shape[1] * shape[2]
        return Tensor([shape[1], shape[2]]) { map in
            map.initialize(repeating: 0)
            activations.withUnsafeBufferPointer { activations in
                gradients.withUnsafeBufferPointer { gradients in
                    for channel in 0..<shape[0] {
                        let start = channel * plane
                        for position in 0..<plane {
                            map[position] += combine(
                                activations[start + position], gradients[start + position])
                        }
                    }
                }
            }
        }
    }

    /// The sum over one channel of f(A, G), in double precision.
    static func total(
        _ channel: Int, _ activations: Tensor, _ gradients: Tensor,
        _ combine: (_ activation: Double, _ gradient: Double) -> Double
    ) -> Double {
        let plane = activations.shape[1] * activations.shape[2]
        return activations.withUnsafeBufferPointer { activations in
            gradients.withUnsafeBufferPointer { gradients in
                (channel * plane..<(channel + 1) * plane).reduce(0) {
                    $0 + combine(Double(activations[$1]), Double(gradients[$1]))
                }
            }
        }
    }

    /// The sum of each channel, in lanes of doubles, which a loop over single values does not become by itself.
    static func total(_ channel: Int, _ values: Tensor) -> Double {
        let plane = values.shape[1] * values.shape[2]
        return values.withUnsafeBufferPointer { all in
            let values = UnsafeBufferPointer(rebasing: all[channel * plane..<(channel + 1) * plane])
            let bytes = UnsafeRawBufferPointer(values)
            let width = 8
            var lanes = SIMD8<Double>.zero
            for index in 0..<values.count / width {
                let part = bytes.loadUnaligned(fromByteOffset: index * width * 4, as: SIMD8<Float>.self)
                lanes += SIMD8<Double>(part)
            }
            return values[(values.count / width * width)...].reduce(lanes.sum()) { $0 + Double($1) }
        }
    }
}
