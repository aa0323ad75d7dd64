import CVectorLoops
import Tensors

/// Dropout in training: each element is 0 with the rate as its probability and grows by 1 / (1 − rate) else. Which, follows
/// from the layer's seed and the number of the pass.
final class DropoutLearning: LearningKernel {
    let output: MemoryDescriptor
    private let rate: Float
    private let learning: LearningContext

    init(rate: Float, layout: MemoryDescriptor, in learning: LearningContext) throws(EngineError) {
        self.rate = rate
        self.learning = learning
        output = try learning.compute.plainLayout(layout.shape)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let mask = try learning.compute.allocate(output)
        let seed = SplitMix64.output(learning.seed &+ learning.parameters.pass)
        let (rate, grown) = (rate, 1 / (1 - rate))
        // Each part of the work writes its own elements.
        nonisolated(unsafe) let values = mask.floats
        Team.inParts(values.count, each: 4) { part in
            for index in part {
                values[index] = SplitMix64.fraction(seed &+ UInt64(index)) < rate ? 0 : grown
            }
        }
        return KernelResult(try product(inputs[0], mask), kept: [mask])
    }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        LayerGradients(inputs: wantsInputs ? [try product(gradient, result.kept[0])] : [], parameters: [])
    }

    private func product(_ memory: Memory, _ mask: Memory) throws(EngineError) -> Memory {
        let result = try learning.compute.allocate(output)
        let source = try learning.compute.convert(memory, to: output)
        nonisolated(unsafe) let (from, by, to) = (
            source.floats.baseAddress!, mask.floats.baseAddress!, result.floats.baseAddress!
        )
        Team.inParts(mask.floats.count, each: 1) { part in
            let start = part.lowerBound
            loops_arithmetic_row(LOOPS_MULTIPLY, from + start, 1, by + start, 1, to + start, part.count)
        }
        withExtendedLifetime(source) {}
        return result
    }
}
