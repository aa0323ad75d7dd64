import Tensors
import Words

/// Weighted sums along axes: enlarging and shrinking with linear and cubic interpolation.
public struct Resampling: PlainOperator {
    /// What one position of the output takes of an axis of the input.
    public struct Taps: Sendable, Hashable {
        public let positions: [Int]
        public let weights: [Float]

        public init(positions: [Int], weights: [Float]) {
            self.positions = positions
            self.weights = weights
        }
    }

    /// For each axis, counted with the batch, the taps of every position; nil keeps the axis as it is.
    public let axes: [[Taps]?]
    public let summary: Words

    public init(_ axes: [[Taps]?], summary: LayerName) {
        self.axes = axes
        self.summary = summary.words
    }

    public var kind: LayerKind { .reshape }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single(rank: axes.count)
        var dimensions = input.dimensions
        for (axis, taps) in axes.enumerated() {
            guard let taps else { continue }
            for position in taps.flatMap(\.positions) where position < 0 || position >= input[axis] {
                throw .badSetting("position along axis \(axis)", value: position)
            }
            dimensions[axis] = taps.count
        }
        return Shape(dimensions)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        guard axes.count == 4 else { return .unknown }
        return axes[2] == nil && axes[3] == nil ? .samePlace : .unknown
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        let output = checked(try outputShape(of: [input]))
        var passes: [ResamplingPass] = []
        var shape = input
        for (axis, taps) in axes.enumerated() {
            guard let taps else { continue }
            passes.append(ResamplingPass(shape, axis: axis, taps))
            shape = Shape(shape.dimensions.enumerated().map { $0.offset == axis ? taps.count : $0.element })
        }
        let steps = passes
        return try PlainKernel(
            inputs: [input], output: output, in: context,
            compute: { inputs, output in
                var values = Array(inputs[0])
                for step in steps { values = step.forward(values) }
                _ = output.update(from: values)
            },
            differentiate: { backward in
                var values = Array(backward.gradient)
                for step in steps.reversed() { values = step.backward(values) }
                _ = backward.target.update(from: values)
            })
    }
}

/// The weighted sums along one axis.
private struct ResamplingPass {
    private let outer, inner, extent: Int
    private let taps: [Resampling.Taps]

    init(_ shape: Shape, axis: Int, _ taps: [Resampling.Taps]) {
        outer = shape.dimensions[..<axis].reduce(1, *)
        inner = shape.dimensions[(axis + 1)...].reduce(1, *)
        extent = shape[axis]
        self.taps = taps
    }

    func forward(_ input: [Float]) -> [Float] {
        var output = [Float](repeating: 0, count: outer * taps.count * inner)
        forEach { weight, source, target in
            for position in 0..<inner { output[target + position] += weight * input[source + position] }
        }
        return output
    }

    func backward(_ gradient: [Float]) -> [Float] {
        var target = [Float](repeating: 0, count: outer * extent * inner)
        forEach { weight, source, output in
            for position in 0..<inner { target[source + position] += weight * gradient[output + position] }
        }
        return target
    }

    @inline(__always)
    private func forEach(_ body: (_ weight: Float, _ source: Int, _ target: Int) -> Void) {
        for block in 0..<outer {
            for (index, tap) in taps.enumerated() {
                for (position, weight) in zip(tap.positions, tap.weights) {
                    body(weight, (block * extent + position) * inner, (block * taps.count + index) * inner)
                }
            }
        }
    }
}
