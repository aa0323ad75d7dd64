import CVectorLoops
import Tensors
import Words

/// The second input where the first is not 0, the third elsewhere; all three have the same shape.
///
/// The gradient goes to what was chosen; the first input gets none.
public struct Where: PlainOperator {
    public init() {}

    public var kind: LayerKind { .merge }
    public var summary: Words { "Choice" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs.count == 3 else { throw .inputCount(expected: 3, found: inputs.count) }
        for input in inputs where input != inputs[0] { throw .notBroadcastable(inputs[0], input) }
        return inputs[0]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .samePlace }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let layout = try context.elementwiseLayout(inputs[1])
        return try PlainKernel(
            layouts: [layout, layout, layout], output: layout, in: context,
            compute: { inputs, output in
                nonisolated(unsafe) let (inputs, output) = (inputs, output)
                Team.inParts(output.count, each: 1) { part in
                    let start = part.lowerBound
                    loops_choice_row(
                        inputs[0].baseAddress! + start, inputs[1].baseAddress! + start, 1,
                        inputs[2].baseAddress! + start, 1, output.baseAddress! + start, part.count)
                }
            },
            differentiate: { backward in
                guard backward.index > 0 else { return backward.target.update(repeating: 0) }
                nonisolated(unsafe) let backward = backward
                Team.inParts(backward.target.count, each: 1) { part in
                    let start = part.lowerBound
                    let (condition, gradient) = (
                        backward.inputs[0].baseAddress!, backward.gradient.baseAddress!
                    )
                    let isFirst = backward.index == 1
                    withUnsafePointer(to: Float(0)) { zero in
                        loops_choice_row(
                            condition + start, isFirst ? gradient + start : zero, isFirst ? 1 : 0,
                            isFirst ? zero : gradient + start, isFirst ? 0 : 1,
                            backward.target.baseAddress! + start, part.count)
                    }
                }
            })
    }
}
