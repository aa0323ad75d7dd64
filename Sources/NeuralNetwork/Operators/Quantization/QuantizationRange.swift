import Tensors
import Words

/// The scale and the zero point with which the numbers 0…255 reach from the least to the greatest element, zero among them:
/// those of ONNX's DynamicQuantizeLinear.
///
/// It is measured and not trained, so that its gradient is 0.
public struct QuantizationRange: PlainOperator {
    /// Items for which the range is one. A network gives items that go through together ranges of their own only where each
    /// goes through by itself.
    public let batch: Int

    public init(batch: Int = 1) {
        self.batch = batch
    }

    public var kind: LayerKind { .pooling }
    public var summary: Words { "Range of the values" }

    /// Two numbers: the scale, the zero point.
    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        guard input.rank == 0 || input[0] == batch else {
            throw .extent(axis: "items of the batch", expected: batch, found: input[0])
        }
        return [2]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField { .unknown }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try PlainKernel(
            inputs: inputs.map(\.shape), output: [2], in: context,
            compute: { inputs, output in
                var (least, greatest): (Float, Float) = (0, 0)
                for value in inputs[0] {
                    least = Swift.min(least, value)
                    greatest = Swift.max(greatest, value)
                }
                let scale = (greatest - least) / 255
                output[0] = scale == 0 ? 1 : scale
                let zero = (0 - least) / output[0]
                output[1] = Swift.min(Swift.max(zero.rounded(.toNearestOrEven), 0), 255)
            },
            differentiate: { $0.target.update(repeating: 0) })
    }
}
