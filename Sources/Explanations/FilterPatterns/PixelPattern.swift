import Files
import ModelFormats
import Tensors

/// A pattern described by the network's input itself, moved along the normalised gradient (Chollet, Deep Learning with
/// Python, 2017, 5.4.2, and Keras's example "Visualizing what convnets learn").
struct PixelPattern: PatternDescription {
    /// C×H×W of the network's input.
    let shape: Shape
    /// Where the random start lies.
    let start: ClosedRange<Float>
    /// Length of a step.
    let rate: Float
    /// Pixels at each edge that are not shown.
    let crop: Int
    /// The standard deviation that the shown values are given, as a part of the whole range.
    let contrast: Float
    /// Added to the deviation before dividing by it.
    let guardTerm: Float
    /// The middle of the shown range.
    let middle: Float
    /// For each of red, green and blue, the input's channel.
    let channels: [Int]

    /// - Parameters:
    ///   - shape: C×H×W.
    ///   - channels: for each of red, green and blue, the input's channel.
    ///   - crop: pixels at each edge that are not shown; by default 25, less for small patterns.
    init(_ style: PatternStyle, shape: Shape, channels: [Int], crop: Int? = nil) {
        self.shape = shape
        self.channels = channels
        self.crop = crop ?? min(25, min(shape[1], shape[2]) / 4)
        rate = 10
        switch style {
        case .seed003:
            (start, contrast, middle, guardTerm) = (0...1, 64.0 / 255, 128.0 / 255, 0)
        case .glassbox, .pygame:
            (start, contrast, middle, guardTerm) = (-0.125...0.125, 0.15, 0.5, 1e-5)
        }
    }

    var tileShape: Shape { [3, shape[1] - 2 * crop, shape[2] - 2 * crop] }

    func start(_ filter: Int, seed: UInt64) -> PatternState {
        var state = PatternState(filter: filter, seed: seed)
        let (least, span) = (Double(start.lowerBound), Double(start.upperBound - start.lowerBound))
        state.values = (0..<shape.count).map { _ in Float(least + span * state.random.uniform()) }
        return state
    }

    func inputs(of states: [PatternState]) -> Tensor {
        Tensor(Shape([states.count] + shape.dimensions)) { inputs in
            for (index, state) in states.enumerated() {
                _ = UnsafeMutableBufferPointer(rebasing: inputs[(index * shape.count)...])
                    .update(from: state.values)
            }
        }
    }

    func advance(_ states: inout [PatternState], gradient: Tensor, sign: Float) {
        for index in states.indices {
            let part = gradient.part(index)
            part.withUnsafeBufferPointer { gradient in
                let square = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }
                // TensorFlow's `l2_normalize`.
                let factor = sign * rate / Float(max(square, 1e-12).squareRoot())
                guard square > 0, square.isFinite else {
                    states[index].isSettled = true
                    return
                }
                states[index].values.withUnsafeMutableBufferPointer { values in
                    for position in values.indices { values[position] += factor * gradient[position] }
                }
            }
            states[index].step += 1
        }
    }

    func colours(of state: PatternState) -> Tensor {
        let count = Double(state.values.count)
        let mean = state.values.reduce(0.0) { $0 + Double($1) } / count
        let variance = state.values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
        let deviation = Float(variance.squareRoot()) + guardTerm
        let factor = deviation > 0 ? contrast / deviation : 0
        let (height, width) = (tileShape[1], tileShape[2])
        return Tensor(tileShape) { colours in
            for (colour, channel) in channels.enumerated() {
                for row in 0..<height {
                    let source = (channel * shape[1] + row + crop) * shape[2] + crop
                    let target = (colour * height + row) * width
                    for column in 0..<width {
                        let value = (state.values[source + column] - Float(mean)) * factor + middle
                        colours[target + column] = min(max(value, 0), 1)
                    }
                }
            }
        }
    }
}
