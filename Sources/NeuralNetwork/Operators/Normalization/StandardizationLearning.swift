import CVectorLoops
import Tensors

/// A layer normalisation with a factor and perhaps an offset in training.
final class StandardizationLearning: LearningKernel {
    private let kernel: any Kernel
    private let operation: Standardization
    private let context: ComputeContext
    private let input, feature: MemoryDescriptor
    private let groups: AxisGroups

    var output: MemoryDescriptor { kernel.output }

    init(
        _ operation: Standardization, inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) {
        kernel = try operation.makeKernel(for: inputs, in: context)
        self.operation = operation
        self.context = context
        input = try context.plainLayout(inputs[0].shape)
        // A factor is for groups along the last axes only.
        let groups = AxisGroups(inputs[0].shape, axes: operation.axes)!
        self.groups = groups
        feature = try context.plainLayout([groups.size])
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult { try kernel.forward(inputs) }

    func gradients(
        _ gradient: Memory, inputs: [Memory], result: KernelResult, wantsInputs: Bool
    ) throws(EngineError) -> LayerGradients {
        let plain = try context.convert(gradient, to: input)
        let values = try context.convert(inputs[0], to: input)
        let sums = self.sums(values, plain)
        var parameters: [Memory] = []
        for (tensor, sum) in [(operation.scale, sums.products), (operation.offset, sums.gradients)]
        where tensor != nil {
            let target = try context.allocate(feature)
            for (index, value) in sum.enumerated() { target.floats[index] = Float(value) }
            parameters.append(target)
        }
        withExtendedLifetime((plain, values)) {}
        return LayerGradients(
            inputs: wantsInputs
                ? [try kernel.backward(plain, toInput: 0, inputs: inputs, result: result)] : [],
            parameters: parameters)
    }

    /// Σ gradient·value and Σ gradient over all groups, for each element of one.
    private func sums(_ values: Memory, _ gradient: Memory) -> (products: [Double], gradients: [Double]) {
        let size = groups.size
        let rows = StandardizedRows(groups, epsilon: Double(operation.epsilon), scale: nil, offset: nil)
        let parts = Parts(of: groups.outer, size: max(1, (groups.outer + 15) / 16))
        var totals = [Double](repeating: 0, count: parts.count * 2 * size)
        totals.withUnsafeMutableBufferPointer { totals in
            // Each part of the work has sums of its own.
            nonisolated(unsafe) let totals = totals.baseAddress!
            nonisolated(unsafe) let (from, down) = (values.floats.baseAddress!, gradient.floats.baseAddress!)
            Team.run(parts.count) { part in
                let own = totals + part * 2 * size
                withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { room in
                    let product = room.baseAddress!
                    for row in parts[part] {
                        let (mean, scale) = rows.statistics(from + row * size)
                        loops_standardize_row(from + row * size, mean, scale, product, size)
                        loops_arithmetic_row(
                            LOOPS_MULTIPLY, product, 1, down + row * size, 1, product, size)
                        loops_total_column(LOOPS_SUM, product, own, size)
                        loops_total_column(LOOPS_SUM, down + row * size, own + size, size)
                    }
                }
            }
        }
        func sum(_ start: Int) -> [Double] {
            (0..<size).map { index in
                (0..<parts.count).reduce(0) { $0 + totals[$1 * 2 * size + start + index] }
            }
        }
        return (sum(0), sum(size))
    }
}
