import Imaging
import Tensors

/// A gradient at the input in the input's own colours.
enum GradientPicture {
    /// Minus the mean, divided by the standard deviation + 1e-5, ×0.1, +0.5, clipped to 0…1: Keras's `deprocess_image`
    /// as pytorch-grad-cam has it.
    ///
    /// - Parameter raw: C×H×W; other than three channels have no colours, and the first of them is shown in grey.
    static func picture(of raw: Tensor, isBlueFirst: Bool) -> Picture {
        let values = raw.values.map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
            .squareRoot()
        let (channels, plane) = (raw.shape[0], raw.shape[1] * raw.shape[2])
        var pixels = [UInt8](repeating: 0, count: plane * 3)
        for channel in 0..<3 {
            let source = channels != 3 ? 0 : isBlueFirst ? 2 - channel : channel
            for position in 0..<plane {
                let level = (values[source * plane + position] - mean) / (deviation + 1e-5) * 0.1 + 0.5
                // Not a number, as of a network with such weights, is grey.
                pixels[position * 3 + channel] = level.isNaN ? 127 : UInt8(min(max(level, 0), 1) * 255)
            }
        }
        return Picture(width: raw.shape[2], height: raw.shape[1], pixels: pixels)
    }
}
