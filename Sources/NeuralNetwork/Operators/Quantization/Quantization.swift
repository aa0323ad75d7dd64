import Tensors
import Words

/// Whole numbers that stand for reals: round(x / scale) + zero point, kept within the numbers that the type has; halves go
/// to the even number.
///
/// For the gradient rounding counts as the identity, and what is cut off as a constant: the straight-through estimator
/// (Bengio, Léonard and Courville 2013) as PyTorch's `fake_quantize` has it.
public struct Quantization: PlainOperator {
    /// Broadcasts to the input; nil where it is the second input, which gets no gradient.
    public let scale: Tensor?
    /// Of the scale's shape; nil where it is the third input, which gets no gradient.
    public let zeroPoint: Tensor?
    /// The numbers of the type, of up to 16 bits.
    public let numbers: ClosedRange<Int>

    /// - Precondition: both tensors are given and of one shape, or neither is.
    public init(scale: Tensor? = nil, zeroPoint: Tensor? = nil, numbers: ClosedRange<Int>) {
        precondition(scale?.shape == zeroPoint?.shape)
        precondition(numbers.lowerBound >= -1 << 16 && numbers.upperBound <= 1 << 16)
        self.scale = scale
        self.zeroPoint = zeroPoint
        self.numbers = numbers
    }

    public var kind: LayerKind { .activation }
    public var summary: Words { "Quantization (\(numbers.lowerBound) to \(numbers.upperBound))" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let expected = scale == nil ? 3 : 1
        guard inputs.count == expected else { throw .inputCount(expected: expected, found: inputs.count) }
        let scales = scale?.shape ?? inputs[1]
        if scale == nil, inputs[2] != scales { throw .notBroadcastable(scales, inputs[2]) }
        guard try inputs[0].broadcast(with: scales) == inputs[0] else {
            throw .notBroadcastable(inputs[0], scales)
        }
        return inputs[0]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        index == 0 ? .samePlace : .operand(inputs[index], to: inputs[0])
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = inputs[0].shape
        let pairs = Broadcast(shape, scale?.shape ?? inputs[1].shape, output: shape)
        let rounding = Rounding(numbers)
        let (scale, zeroPoint) = (scale, zeroPoint)
        @Sendable func withParameters(
            _ inputs: [PlainKernel.Floats], _ body: (PlainKernel.Floats, PlainKernel.Floats) -> Void
        ) {
            guard let scale, let zeroPoint else { return body(inputs[1], inputs[2]) }
            scale.withUnsafeBufferPointer { scale in
                zeroPoint.withUnsafeBufferPointer { body(scale, $0) }
            }
        }
        return try PlainKernel(
            inputs: inputs.map(\.shape), output: shape, in: context,
            compute: { inputs, output in
                withParameters(inputs) { scales, zeros in
                    // Each element of the output is written by one part of the work.
                    nonisolated(unsafe) let (input, scales, zeros, output) = (
                        inputs[0], scales, zeros, output
                    )
                    pairs.inEach { element, group, position in
                        output[position] = rounding.number(input[element], scales[group], zeros[group])
                    }
                }
            },
            differentiate: { backward in
                guard backward.index == 0 else { return backward.target.update(repeating: 0) }
                withParameters(backward.inputs) { scales, zeros in
                    nonisolated(unsafe) let (backward, scales, zeros) = (backward, scales, zeros)
                    pairs.inEach { element, group, position in
                        backward.target[position] =
                            rounding.isWithin(backward.inputs[0][element], scales[group], zeros[group])
                            ? backward.gradient[position] / scales[group] : 0
                    }
                }
            })
    }
}

/// Rounding to the numbers of a type.
private struct Rounding: Sendable {
    private let least, most: Float

    init(_ numbers: ClosedRange<Int>) {
        least = Float(numbers.lowerBound)
        most = Float(numbers.upperBound)
    }

    /// 1.5·2²³: a float of up to 2²² that this is added to has no place left behind the point, and is rounded by the
    /// processor's rule, halves to the even number.
    private static let pointless: Float = 12_582_912

    @inline(__always)
    private static func rounded(_ value: Float) -> Float { (value + pointless) - pointless }

    @inline(__always)
    func number(_ x: Float, _ scale: Float, _ zero: Float) -> Float {
        let bounded = Swift.min(Swift.max(x / scale, least - zero), most - zero)
        return Self.rounded(bounded) + zero
    }

    /// Whether the rounded number is one of the type's without being cut off.
    @inline(__always)
    func isWithin(_ x: Float, _ scale: Float, _ zero: Float) -> Bool {
        let (low, high) = (least - zero, most - zero)
        let rounded = Self.rounded(Swift.min(Swift.max(x / scale, low - 1), high + 1))
        return rounded >= low && rounded <= high
    }
}
