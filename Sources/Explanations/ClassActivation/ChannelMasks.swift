import Imaging
import Tensors

/// A layer's maps as masks of the input: enlarged with aligned corners and scaled to 0…1.
struct ChannelMasks {
    private let activations: Tensor
    private let input: Tensor
    private let enlargement: AlignedResize

    /// - Parameters:
    ///   - activations: C×H×W.
    ///   - input: 1×channels×rows×columns, preprocessed.
    init(_ activations: Tensor, input: Tensor) {
        self.activations = activations
        self.input = input
        enlargement = AlignedResize(
            from: (activations.shape[1], activations.shape[2]), to: (input.shape[2], input.shape[3]))
    }

    /// Channels with a map that is not the same everywhere.
    var variedChannels: [Int] {
        let plane = activations.shape[1] * activations.shape[2]
        return activations.withUnsafeBufferPointer { values in
            (0..<activations.shape[0]).filter { channel in
                let first = values[channel * plane]
                return values[channel * plane..<(channel + 1) * plane].contains { $0 != first }
            }
        }
    }

    /// (u − min) / (max − min + 1e-8) of the enlarged map u.
    func mask(_ channel: Int) -> [Float] {
        PixelMask.stretched(enlargement.enlarge(activations.part(channel)))
    }

    /// Writes the input through a channel's mask, C×H×W.
    func write(_ channel: Int, to destination: UnsafeMutableBufferPointer<Float>) {
        PixelMask.write(input.part(0), through: mask(channel), to: destination)
    }
}
