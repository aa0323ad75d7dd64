import Imaging
import Tensors

/// One map of an attribution's channels.
enum ChannelReduction {
    /// The greatest size over the channels, cut off at the 99th percentile as few pixels outshine all others.
    ///
    /// - Parameter raw: C×H×W.
    /// - Returns: H×W.
    static func magnitude(_ raw: Tensor) -> Tensor {
        let map = overChannels(raw) { max($0, abs($1)) }
        let limit = SignedOverlay.percentile(99, ofSizesIn: [map])
        return limit > 0 ? Tensor(map.shape, map.values.map { min($0, limit) }) : map
    }

    /// - Parameter raw: C×H×W.
    /// - Returns: H×W.
    static func sum(_ raw: Tensor) -> Tensor { overChannels(raw, +) }

    private static func overChannels(_ raw: Tensor, _ combine: (Float, Float) -> Float) -> Tensor {
        let (channels, plane) = (raw.shape[0], raw.shape[1] * raw.shape[2])
        return raw.withUnsafeBufferPointer { raw in
            Tensor([plane]) { map in
                map.initialize(repeating: 0)
                for channel in 0..<channels {
                    for position in 0..<plane {
                        map[position] = combine(map[position], raw[channel * plane + position])
                    }
                }
            }
        }.reshaped([raw.shape[1], raw.shape[2]])
    }
}
