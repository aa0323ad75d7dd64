import Tensors

extension Tensor {
    /// A convolution's kernel from Keras's layout, extents × inputs × outputs, to outputs × inputs × extents.
    func kerasKernelTransposed() -> Tensor {
        let extents = Array(shape.dimensions.dropLast(2))
        let positions = extents.reduce(1, *)
        let (inputs, outputs) = (shape[shape.rank - 2], shape[shape.rank - 1])
        let perOutput = inputs * positions
        return Tensor(Shape([outputs, inputs] + extents)) { destination in
            withUnsafeBufferPointer { source in
                // Each part of the work writes its own outputs.
                nonisolated(unsafe) let (source, destination) = (source, destination)
                // As many outputs at once as a cache line of the source has.
                inParts((outputs + 15) / 16, each: perOutput * 16) { blocks in
                    for first in blocks.map({ $0 * 16 }) {
                        let last = min(first + 16, outputs)
                        for input in 0..<inputs {
                            for position in 0..<positions {
                                let from = (position * inputs + input) * outputs
                                let to = input * positions + position
                                for output in first..<last {
                                    destination[output * perOutput + to] = source[from + output]
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A depthwise kernel from extents × channels × multiplier to (channels·multiplier) × 1 × extents.
    func kerasDepthwiseTransposed() -> Tensor {
        let extents = Array(shape.dimensions.dropLast(2))
        let outputs = shape[shape.rank - 2] * shape[shape.rank - 1]
        return reshaped(Shape(extents + [1, outputs])).kerasKernelTransposed()
    }

    /// Channels-last values, without a batch, to channels-first.
    func channelsFirst() -> Tensor {
        guard shape.rank > 1 else { return self }
        let channels = shape[shape.rank - 1]
        let positions = channels == 0 ? 0 : count / channels
        return Tensor(Shape([channels] + shape.dimensions.dropLast())) { destination in
            withUnsafeBufferPointer { source in
                for channel in 0..<channels {
                    for position in 0..<positions {
                        destination[channel * positions + position] = source[position * channels + channel]
                    }
                }
            }
        }
    }
}
