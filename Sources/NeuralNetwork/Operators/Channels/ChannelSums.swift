import CVectorLoops
import Tensors

/// The sum of each channel of N×C×… over the batch and all places: the gradient of a bias.
struct ChannelSums {
    private let shape: Shape
    private let layout: MemoryDescriptor
    private let target: MemoryDescriptor
    private let context: ComputeContext

    init(_ shape: Shape, in context: ComputeContext) throws(EngineError) {
        self.shape = shape
        self.context = context
        layout = try context.plainLayout(shape)
        target = try context.plainLayout([shape[1]])
    }

    func run(_ memory: Memory) throws(EngineError) -> Memory {
        let result = try context.allocate(target)
        let values = try context.convert(memory, to: layout)
        let pixels = shape.dimensions.dropFirst(2).reduce(1, *)
        // Each channel is summed up by one part of the work.
        nonisolated(unsafe) let (from, to) = (values.floats.baseAddress!, result.floats.baseAddress!)
        let (items, channels) = (shape[0], shape[1])
        Team.inParts(channels, each: items * pixels) { part in
            for channel in part {
                var sum = 0.0
                for item in 0..<items {
                    sum += loops_total_row(LOOPS_SUM, from + (item * channels + channel) * pixels, pixels)
                }
                to[channel] = Float(sum)
            }
        }
        withExtendedLifetime(values) {}
        return result
    }
}
