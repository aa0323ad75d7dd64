import Tensors

/// (x − mean) / √(variance + ε) with the mean and the variance over axes of the input itself: the core of layer, instance
/// and group normalisation (Ba et al. 2016, Ulyanov et al. 2016, Wu and He 2018).
public struct Standardization: Operator {
    /// Counted with the batch.
    public let axes: [Int]
    public let epsilon: Float
    public let summary: String

    public init(axes: [Int], epsilon: Float, summary: String) {
        self.axes = axes
        self.epsilon = epsilon
        self.summary = summary
    }

    public var kind: LayerKind { .normalization }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let input = try inputs.single()
        for axis in axes where axis < 0 || axis >= input.rank { throw .badSetting("axis", value: axis) }
        return input
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let input = inputs[0].shape
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
