import Tensors
import Words

/// Puts elements where a max pooling found them, with zeros elsewhere. The second input holds the positions, counted in
/// the flattened output of `size`; an output that is larger has zeros at its ends.
public struct Unpooling: PlainOperator {
    /// The spatial extents in which positions are counted.
    public let size: [Int]
    /// The output's spatial extents, none smaller than `size`.
    public let outputSize: [Int]

    public init(size: [Int], outputSize: [Int]? = nil) {
        self.size = size
        self.outputSize = outputSize ?? size
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words { "Unpooling to \(Shape(outputSize))" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard inputs.count == 2 else { throw .inputCount(expected: 2, found: inputs.count) }
        guard inputs[0] == inputs[1] else { throw .notBroadcastable(inputs[0], inputs[1]) }
        guard inputs[0].rank == size.count + 2, outputSize.count == size.count else {
            throw .rank(expected: size.count + 2, found: inputs[0])
        }
        for (extent, output) in zip(size, outputSize) {
            guard extent > 0, output < 1 << 20 else { throw .badSetting("extent", value: extent) }
            guard output >= extent else { throw .badSetting("output extent", value: output) }
        }
        return Shape(inputs[0].dimensions.prefix(2) + outputSize)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: inputs.map(\.shape)))
        let counted = Array(input.dimensions.prefix(2)) + size
        let extents = output.dimensions
        /// Where a position lies in the output; nil for none.
        @Sendable func target(_ position: Float) -> Int? {
            guard var rest = Int(exactly: position.rounded()), rest >= 0 else { return nil }
            var (target, step) = (0, 1)
            for axis in counted.indices.reversed() {
                target += rest % counted[axis] * step
                rest /= counted[axis]
                step *= extents[axis]
            }
            return rest == 0 ? target : nil
        }
        return try PlainKernel(
            inputs: inputs.map(\.shape), output: output, in: context,
            compute: { inputs, output in
                output.update(repeating: 0)
                for (value, position) in zip(inputs[0], inputs[1]) {
                    if let target = target(position) { output[target] = value }
                }
            },
            differentiate: { backward in
                backward.target.update(repeating: 0)
                guard backward.index == 0 else { return }
                for (source, position) in backward.inputs[1].enumerated() {
                    if let target = target(position) { backward.target[source] = backward.gradient[target] }
                }
            })
    }
}
