import CVectorLoops
import Tensors

/// N×C×H×W in blocks of channels, as loops over one block after the other see it.
struct ChannelBlocks: Sendable {
    let items: Int
    let channels: Int
    /// Rows times columns.
    let pixels: Int
    /// Channels of a block.
    let lanes: Int

    /// Blocks of one item.
    var blocks: Int { (channels + lanes - 1) / lanes }
    /// Floats of one block.
    var blockSize: Int { pixels * lanes }

    /// - Returns: nil for another layout.
    init?(_ layout: MemoryDescriptor) throws(EngineError) {
        guard MemoryDescriptor.hasBlocks(layout.shape) else { return nil }
        // The library has code for narrower blocks that it prefers for some groups of channels.
        for lanes in [16, 8] where try layout.hasSameLayout(as: .filledBlocks(layout.shape, by: lanes)) {
            self.init(layout.shape, lanes: lanes)
            return
        }
        return nil
    }

    /// - Parameter shape: N×C×H×W.
    init(_ shape: Shape, lanes: Int = MemoryDescriptor.lanes) {
        self.lanes = lanes
        items = shape[0]
        channels = shape[1]
        pixels = shape[2] * shape[3]
    }

    /// Calls `body` with the number of every block of the batch, on all cores.
    func inBlocks(_ body: @Sendable (Int) -> Void) {
        Team.inParts(items * blocks, each: blockSize) { part in
            for block in part { body(block) }
        }
    }

    /// input·factor + shift for each channel, kept between two bounds.
    ///
    /// - Parameters:
    ///   - factors, shifts: in blocks, one pixel for each item, or one for all.
    func scale(
        _ input: Memory, factors: Memory? = nil, shifts: Memory? = nil,
        bounds: (low: Float, high: Float) = (-.infinity, .infinity), into output: Memory
    ) {
        // Each block of the output is written by one part of the work.
        nonisolated(unsafe) let (input, output) = (input.floats.baseAddress!, output.floats.baseAddress!)
        nonisolated(unsafe) let factors = factors.map { perBlock($0) }
        nonisolated(unsafe) let shifts = shifts.map { perBlock($0) }
        inBlocks { block in
            channels_scale(
                Int32(lanes), input + block * blockSize, factors.map { $0(block) }, shifts.map { $0(block) },
                bounds.low, bounds.high, output + block * blockSize, pixels)
        }
    }

    /// Where the values for a block lie.
    private func perBlock(_ memory: Memory) -> (Int) -> UnsafePointer<Float> {
        let start = UnsafePointer(memory.floats.baseAddress!)
        let isShared = memory.descriptor.shape[0] == 1
        return { block in start + (isShared ? block % blocks : block) * lanes }
    }

    /// Σ first·second over the pixels of each channel, or Σ first.
    ///
    /// - Parameter target: in blocks, one pixel for each item, or one to which all add up.
    func sum(_ first: Memory, times second: Memory? = nil, into target: Memory) {
        nonisolated(unsafe) let (a, b) = (first.floats.baseAddress!, second?.floats.baseAddress)
        let sums = [Double](unsafeUninitializedCapacity: items * blocks * lanes) { buffer, count in
            count = items * blocks * lanes
            nonisolated(unsafe) let sums = buffer.baseAddress!
            inBlocks { block in
                channels_sum(
                    Int32(lanes), a + block * blockSize, b.map { UnsafePointer($0 + block * blockSize) },
                    sums + block * lanes, pixels)
            }
        }
        let floats = target.floats
        for position in floats.indices {
            floats[position] = Float(
                stride(from: position, to: sums.count, by: floats.count).reduce(0) { $0 + sums[$1] })
        }
    }
}
