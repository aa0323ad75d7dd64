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
    private let forwardPlan: LanePlan
    private var backwardPlans: [Int: LanePlan] = [:]

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
        output = try .filledBlocks(shape)
        forwardPlan = LanePlan(sources.map { [$0] }, from: inputs, to: ChannelBlocks(shape))
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
        forwardPlan.gather(operands, into: result)
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let layout = self.inputs[index]
        let plan = backwardPlans[index] ?? backwardPlan(toInput: index)
        backwardPlans[index] = plan
        let target = try context.allocate(layout)
        plan.gather([try context.convert(gradient, to: output)], into: target)
        return target
    }

    private func backwardPlan(toInput index: Int) -> LanePlan {
        let shape = inputs[index].shape
        var places = [[Source]](repeating: [], count: shape[1])
        for (channel, source) in sources.enumerated() where source.input == index {
            places[source.channel].append(Source(input: 0, channel: channel))
        }
        return LanePlan(places, from: [output.shape], to: ChannelBlocks(shape))
    }
}

/// Where the lanes of every block come from: each is the sum of some lanes of the operands, of none as zeros.
private struct LanePlan: Sendable {
    private let target: ChannelBlocks
    /// Floats of one item of each operand.
    private let itemSizes: [Int]
    /// What is added up, one after the other, for the lanes of all blocks of one item; nil for nothing.
    private let terms: [[Lane?]]
    /// Whether a block's lanes are neighbours in one operand, so that it is copied as a whole.
    private let isCopy: [Bool]

    private struct Lane: Sendable {
        let operand: Int
        /// Floats before it in an item.
        let offset: Int
    }

    /// - Parameters:
    ///   - places: for each channel of the target.
    ///   - operands: their shapes.
    init(_ places: [[ChannelMapKernel.Source]], from operands: [Shape], to target: ChannelBlocks) {
        let (lanes, size) = (target.lanes, target.blockSize)
        self.target = target
        itemSizes = operands.map { ChannelBlocks($0).blocks * size }
        let depth = max(1, places.map(\.count).max() ?? 1)
        let terms = (0..<depth).map { term in
            (0..<target.blocks * lanes).map { channel -> Lane? in
                guard channel < places.count, term < places[channel].count else { return nil }
                let source = places[channel][term]
                return Lane(
                    operand: source.input,
                    offset: source.channel / lanes * size + source.channel % lanes)
            }
        }
        self.terms = terms
        isCopy = (0..<target.blocks).map { block in
            guard let first = terms[0][block * lanes] else { return false }
            return (0..<lanes).allSatisfy { lane in
                let own = terms[0][block * lanes + lane]
                return own?.operand == first.operand && own?.offset == first.offset + lane
            }
        }
    }

    func gather(_ operands: [Memory], into memory: Memory) {
        let (lanes, size, pixels) = (target.lanes, target.blockSize, target.pixels)
        nonisolated(unsafe) let starts = operands.map { UnsafePointer($0.floats.baseAddress!) }
        nonisolated(unsafe) let output = memory.floats.baseAddress!
        target.inBlocks { number in
            let (item, block) = number.quotientAndRemainder(dividingBy: target.blocks)
            let out = output + number * size
            func start(_ lane: Lane) -> UnsafePointer<Float> {
                starts[lane.operand] + item * itemSizes[lane.operand] + lane.offset
            }
            if isCopy[block], let first = terms[0][block * lanes] {
                out.update(from: start(first), count: size)
            } else {
                withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: lanes) { pointers in
                    for lane in 0..<lanes {
                        pointers.initializeElement(at: lane, to: terms[0][block * lanes + lane].map(start))
                    }
                    channels_gather(Int32(lanes), pointers.baseAddress, out, pixels)
                }
            }
            for term in terms.dropFirst() {
                for lane in 0..<lanes {
                    guard let source = term[block * lanes + lane].map(start) else { continue }
                    for pixel in 0..<pixels { out[pixel * lanes + lane] += source[pixel * lanes] }
                }
            }
        }
    }
}
