import CVectorLoops
import Tensors

/// Channels of the inputs in some order, each at its pixel: what slices, concatenations and shuffles of channels come to.
final class ChannelMapKernel: Kernel {
    /// Where a channel of the output comes from.
    struct Source: Hashable {
        let input: Int
        let channel: Int
    }

    let output: MemoryDescriptor
    private let context: ComputeContext
    private let inputs: [MemoryDescriptor]
    private let sources: [Source]
    private let blocks: ChannelBlocks

    /// - Parameters:
    ///   - sources: for each channel of the output; a channel of an input may stand in several places, or in none.
    ///   - inputs: N×C×H×W of the same extents but for the channels.
    init(_ sources: [Source], inputs: [Shape], in context: ComputeContext) throws(EngineError) {
        self.context = context
        self.sources = sources
        var layouts: [MemoryDescriptor] = []
        for shape in inputs { layouts.append(try .filledBlocks(shape)) }
        self.inputs = layouts
        let shape = Shape([inputs[0][0], sources.count] + inputs[0].dimensions.dropFirst(2))
        blocks = ChannelBlocks(shape)
        output = try .filledBlocks(shape)
    }

    /// Whether channels of such inputs are better picked in blocks than in rows.
    static func takes(_ inputs: [MemoryDescriptor], channels: Int) throws(EngineError) -> Bool {
        guard channels >= 8, inputs.allSatisfy({ $0.shape.rank == 4 && $0.shape.count > 0 }) else {
            return false
        }
        for input in inputs {
            if try ChannelBlocks(input) != nil { return true }
        }
        return false
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        var operands: [Memory] = []
        for (input, layout) in zip(inputs, self.inputs) {
            operands.append(try context.convert(input, to: layout))
        }
        let result = try context.allocate(output)
        gather(sources.map { [$0] }, of: operands, into: result)
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let layout = self.inputs[index]
        var places = [[Source]](repeating: [], count: layout.shape[1])
        for (channel, source) in sources.enumerated() where source.input == index {
            places[source.channel].append(Source(input: 0, channel: channel))
        }
        let target = try context.allocate(layout)
        gather(places, of: [try context.convert(gradient, to: output)], into: target)
        return target
    }

    /// Writes each channel as the sum of some channels, of none as zeros.
    private func gather(_ places: [[Source]], of operands: [Memory], into target: Memory) {
        let (lanes, size) = (blocks.lanes, blocks.blockSize)
        let perItem = operands.map { ChannelBlocks($0.descriptor.shape).blocks * size }
        let own = ChannelBlocks(target.descriptor.shape)
        let depth = max(1, places.map(\.count).max() ?? 1)
        nonisolated(unsafe) let starts = operands.map { UnsafePointer($0.floats.baseAddress!) }
        nonisolated(unsafe) let target = target.floats.baseAddress!
        own.inBlocks { block in
            let (item, first) = (block / own.blocks, block % own.blocks * lanes)
            let out = target + block * size
            for layer in 0..<depth {
                let pointers = (first..<first + lanes).map { channel -> UnsafePointer<Float>? in
                    guard channel < places.count, layer < places[channel].count else { return nil }
                    let source = places[channel][layer]
                    return starts[source.input] + item * perItem[source.input]
                        + source.channel / lanes * size + source.channel % lanes
                }
                if layer > 0 {
                    for (lane, pointer) in pointers.enumerated() {
                        guard let pointer else { continue }
                        for pixel in 0..<own.pixels { out[pixel * lanes + lane] += pointer[pixel * lanes] }
                    }
                } else if let start = pointers[0],
                    pointers.enumerated().allSatisfy({ $0.element == start + $0.offset })
                {
                    out.update(from: start, count: size)
                } else {
                    channels_gather(Int32(lanes), pointers, out, own.pixels)
                }
            }
        }
    }
}
