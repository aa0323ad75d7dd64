import CVectorLoops
import Tensors
import Words

/// (x − mean) / √(variance + ε) with the mean and the variance over axes of the input itself: the core of layer, instance
/// and group normalisation (Ba et al. 2016, Ulyanov et al. 2016, Wu and He 2018).
public struct Standardization: PlainOperator {
    /// Counted with the batch.
    public let axes: [Int]
    public let epsilon: Float
    /// A factor, and what is added then, for each element of a group; nil for none. Only where the axes are the last ones.
    public let scale, offset: Tensor?
    public let summary: Words

    public init(
        axes: [Int], epsilon: Float, scale: Tensor? = nil, offset: Tensor? = nil, summary: LayerName
    ) {
        self.axes = axes
        self.epsilon = epsilon
        self.scale = scale
        self.offset = offset
        self.summary = summary.words
    }

    public var parameters: [Tensor] { [scale, offset].compactMap(\.self) }

    public var kind: LayerKind { .normalization }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        for axis in axes where axis < 0 || axis >= input.rank { throw .badSetting("axis", value: axis) }
        for tensor in parameters {
            guard let groups = AxisGroups(input, axes: axes), groups.inner == 1 else {
                throw .badSetting("axis", value: axes.first ?? 0)
            }
            guard tensor.count == groups.size else {
                throw .extent(axis: "features", expected: tensor.count, found: groups.size)
            }
        }
        return input
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .along(axes, of: inputs[0])
    }

    public var learning: Learning? {
        guard !parameters.isEmpty else { return nil }
        return Learning(parameters: parameters) { (inputs, context) throws(EngineError) in
            try StandardizationLearning(self, inputs: inputs, in: context.compute)
        }
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        if let groups = AxisGroups(input, axes: axes), groups.inner == 1 {
            let rows = StandardizedRows(groups, epsilon: Double(epsilon), scale: scale, offset: offset)
            return try PlainKernel(
                inputs: [input], output: input, in: context, compute: { rows.compute($0[0], into: $1) },
                differentiate: rows.differentiate)
        }
        let kept = Shape(input.dimensions.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
        let groups = Broadcast(kept, input, output: input)
        let count = kept.count
        let size = Double(count == 0 ? 0 : input.count / count)
        let epsilon = Double(epsilon)
        /// The mean and 1 / √(variance + ε) of every group.
        @Sendable func statistics(_ values: PlainKernel.Floats) -> (means: [Double], scales: [Double]) {
            var means = [Double](repeating: 0, count: count)
            groups.forEach { group, element, _ in means[group] += Double(values[element]) }
            for group in means.indices { means[group] /= size }
            var scales = [Double](repeating: 0, count: count)
            groups.forEach { group, element, _ in
                let deviation = Double(values[element]) - means[group]
                scales[group] += deviation * deviation
            }
            for group in scales.indices { scales[group] = 1 / (scales[group] / size + epsilon).squareRoot() }
            return (means, scales)
        }
        return try PlainKernel(
            inputs: [input], output: input, in: context,
            compute: { inputs, output in
                let (means, scales) = statistics(inputs[0])
                groups.forEach { group, element, _ in
                    output[element] = Float((Double(inputs[0][element]) - means[group]) * scales[group])
                }
            },
            differentiate: { backward in
                let (_, scales) = statistics(backward.inputs[0])
                var sums = [Double](repeating: 0, count: count)
                var products = [Double](repeating: 0, count: count)
                groups.forEach { group, element, _ in
                    let gradient = Double(backward.gradient[element])
                    sums[group] += gradient
                    products[group] += gradient * Double(backward.output[element])
                }
                groups.forEach { group, element, _ in
                    let centred =
                        Double(backward.gradient[element]) - sums[group] / size
                        - Double(backward.output[element]) * products[group] / size
                    backward.target[element] = Float(centred * scales[group])
                }
            })
    }
}

/// Groups that are rows, one after the other in memory.
struct StandardizedRows: Sendable {
    private let groups: AxisGroups
    private let epsilon: Double
    private let scale, offset: Tensor?

    init(_ groups: AxisGroups, epsilon: Double, scale: Tensor?, offset: Tensor?) {
        self.groups = groups
        self.epsilon = epsilon
        self.scale = scale
        self.offset = offset
    }

    func statistics(_ row: UnsafePointer<Float>) -> (mean: Double, scale: Double) {
        let mean = loops_total_row(LOOPS_SUM, row, groups.size) / Double(groups.size)
        let variance = loops_deviation_row(row, mean, groups.size) / Double(groups.size)
        return (mean, 1 / (variance + epsilon).squareRoot())
    }

    func compute(_ input: PlainKernel.Floats, into output: PlainKernel.MutableFloats) {
        // Each block writes its own elements.
        nonisolated(unsafe) let (input, output) = (input, output)
        groups.inBlocks { block in
            let row = input.baseAddress! + block * groups.size
            let (mean, deviation) = statistics(row)
            let result = output.baseAddress! + block * groups.size
            loops_standardize_row(row, mean, deviation, result, groups.size)
            combine(LOOPS_MULTIPLY, result, with: scale)
            combine(LOOPS_ADD, result, with: offset)
        }
    }

    private func combine(
        _ operation: loops_arithmetic, _ row: UnsafeMutablePointer<Float>, with values: Tensor?
    ) {
        values?.withUnsafeBufferPointer { values in
            loops_arithmetic_row(operation, row, 1, values.baseAddress!, 1, row, groups.size)
        }
    }

    func differentiate(_ backward: PlainKernel.Backward) {
        nonisolated(unsafe) let backward = backward
        groups.inBlocks { block in
            let start = block * groups.size
            let row = backward.inputs[0].baseAddress! + start
            let (middle, deviation) = statistics(row)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * groups.size) { buffer in
                // The values before scale and offset, and the gradient there.
                let value = buffer.baseAddress!
                let gradient = value + groups.size
                loops_standardize_row(row, middle, deviation, value, groups.size)
                gradient.update(from: backward.gradient.baseAddress! + start, count: groups.size)
                combine(LOOPS_MULTIPLY, gradient, with: scale)
                let mean = loops_total_row(LOOPS_SUM, gradient, groups.size) / Double(groups.size)
                let slope = loops_product_row(gradient, value, groups.size) / Double(groups.size)
                loops_standardize_gradient_row(
                    gradient, value, mean, slope, deviation, backward.target.baseAddress! + start,
                    groups.size)
            }
        }
    }
}
