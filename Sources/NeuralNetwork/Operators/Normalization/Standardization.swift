import CVectorLoops
import Tensors
import Words

/// (x − mean) / √(variance + ε) with the mean and the variance over axes of the input itself: the core of layer, instance
/// and group normalisation (Ba et al. 2016, Ulyanov et al. 2016, Wu and He 2018).
public struct Standardization: PlainOperator {
    /// Counted with the batch.
    public let axes: [Int]
    public let epsilon: Float
    public let summary: Words

    public init(axes: [Int], epsilon: Float, summary: LayerName) {
        self.axes = axes
        self.epsilon = epsilon
        self.summary = summary.words
    }

    public var kind: LayerKind { .normalization }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        for axis in axes where axis < 0 || axis >= input.rank { throw .badSetting("axis", value: axis) }
        return input
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .along(axes, of: inputs[0])
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
        if let groups = AxisGroups(input, axes: axes), groups.inner == 1 {
            let rows = StandardizedRows(groups, epsilon: Double(epsilon))
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
private struct StandardizedRows: Sendable {
    private let groups: AxisGroups
    private let epsilon: Double

    init(_ groups: AxisGroups, epsilon: Double) {
        self.groups = groups
        self.epsilon = epsilon
    }

    private func statistics(_ row: UnsafePointer<Float>) -> (mean: Double, scale: Double) {
        let mean = loops_total_row(LOOPS_SUM, row, groups.size) / Double(groups.size)
        let variance = loops_deviation_row(row, mean, groups.size) / Double(groups.size)
        return (mean, 1 / (variance + epsilon).squareRoot())
    }

    func compute(_ input: PlainKernel.Floats, into output: PlainKernel.MutableFloats) {
        // Each block writes its own elements.
        nonisolated(unsafe) let (input, output) = (input, output)
        groups.inBlocks { block in
            let row = input.baseAddress! + block * groups.size
            let (mean, scale) = statistics(row)
            loops_standardize_row(row, mean, scale, output.baseAddress! + block * groups.size, groups.size)
        }
    }

    func differentiate(_ backward: PlainKernel.Backward) {
        nonisolated(unsafe) let backward = backward
        groups.inBlocks { block in
            let start = block * groups.size
            let (_, scale) = statistics(backward.inputs[0].baseAddress! + start)
            let gradient = backward.gradient.baseAddress! + start
            let value = backward.output.baseAddress! + start
            let mean = loops_total_row(LOOPS_SUM, gradient, groups.size) / Double(groups.size)
            let slope = loops_product_row(gradient, value, groups.size) / Double(groups.size)
            loops_standardize_gradient_row(
                gradient, value, mean, slope, scale, backward.target.baseAddress! + start, groups.size)
        }
    }
}
