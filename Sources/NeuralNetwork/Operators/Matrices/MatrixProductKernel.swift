import COneDNN
import Tensors

/// A matrix product and its gradients by oneDNN's `matmul`, on row-major operands.
final class MatrixProductKernel: Kernel {
    let output: MemoryDescriptor
    private let plan: MatrixProductPlan
    private let context: ComputeContext
    private let left: Operand
    private let right: Operand
    private let product: MatrixProductPrimitive?
    private var gradients: [Side: MatrixProductPrimitive] = [:]

    private enum Side { case left, right }

    /// A factor: an input or a constant of the network.
    private struct Operand {
        let shape: Shape
        /// Which of the kernel's inputs it is; nil for a constant.
        let input: Int?
        let constant: Tensor?
    }

    init(
        _ plan: MatrixProductPlan, left: Tensor?, right: Tensor?, inputs: [Shape], in context: ComputeContext
    ) throws(EngineError) {
        self.plan = plan
        self.context = context
        self.left = Operand(
            shape: left?.shape ?? inputs[0], input: left == nil ? 0 : nil, constant: left)
        self.right = Operand(
            shape: right?.shape ?? inputs[inputs.count - 1],
            input: right == nil ? inputs.count - 1 : nil, constant: right)
        output = try context.plainLayout(plan.output)
        product =
            plan.isEmpty
            ? nil
            : try MatrixProductPrimitive(
                plan.left, plan.right, fixedRight: right.flatMap { plan.right.batch.isEmpty ? $0 : nil },
                in: context)
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        guard let product else {
            result.floats.update(repeating: 0)
            return KernelResult(result)
        }
        try product.run(value(of: left, inputs), value(of: right, inputs), into: result)
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let side: Side = left.input == index ? .left : .right
        let target = try context.allocate(
            context.plainLayout(side == .left ? left.shape : right.shape))
        guard !plan.isEmpty else {
            target.floats.update(repeating: 0)
            return target
        }
        let gradient = try context.convert(gradient, to: output)
        let product = try self.product(for: side)
        switch side {
        case .left: try product.run(gradient, value(of: right, inputs), into: target)
        case .right: try product.run(value(of: left, inputs), gradient, into: target)
        }
        return target
    }

    /// ∂left = ∂product · rightᵀ, ∂right = leftᵀ · ∂product, each summed over the matrices that share a factor.
    private func product(for side: Side) throws(EngineError) -> MatrixProductPrimitive {
        if let known = gradients[side] { return known }
        let product =
            switch side {
            case .left:
                try MatrixProductPrimitive(
                    plan.product, plan.right.transposed, sumsTo: plan.left.batch, in: context)
            case .right:
                try MatrixProductPrimitive(
                    plan.left.transposed, plan.product, sumsTo: plan.right.batch, in: context)
            }
        gradients[side] = product
        return product
    }

    private func value(of operand: Operand, _ inputs: [Memory]) throws(EngineError) -> Memory {
        if let input = operand.input { return try context.plain(inputs[input]) }
        return try context.memory(operand.constant!)
    }
}

/// Matrices one after the other in memory, row-major, perhaps read as their transposes.
struct MatrixStack: Sendable, Equatable {
    /// Extents before the matrices.
    var batch: [Int]
    var rows: Int
    var columns: Int
    var isTransposed = false

    /// The same memory read with rows and columns exchanged.
    var transposed: MatrixStack {
        MatrixStack(batch: batch, rows: columns, columns: rows, isTransposed: !isTransposed)
    }

    /// With axes of extent 1 before the first until there are `rank`.
    func layout(ofRank rank: Int) throws(EngineError) -> MemoryDescriptor {
        let batch = [Int](repeating: 1, count: rank - 2 - self.batch.count) + self.batch
        let shape = Shape(batch + [rows, columns])
        guard isTransposed else { return try .plain(shape) }
        var strides = [Int](repeating: 0, count: rank)
        (strides[rank - 2], strides[rank - 1]) = (1, rows)
        var step = rows * columns
        for axis in (0..<rank - 2).reversed() {
            strides[axis] = step
            step *= batch[axis]
        }
        return try .strided(shape, strides: strides)
    }

    /// The common extents of two that broadcast to each other.
    static func broadcast(_ a: [Int], _ b: [Int]) -> [Int] {
        let rank = max(a.count, b.count)
        func extent(_ extents: [Int], _ axis: Int) -> Int {
            axis < rank - extents.count ? 1 : extents[axis - rank + extents.count]
        }
        return (0..<rank).map { axis in
            extent(a, axis) == 1 ? extent(b, axis) : extent(a, axis)
        }
    }
}
