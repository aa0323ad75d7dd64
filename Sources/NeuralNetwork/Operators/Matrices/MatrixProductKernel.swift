import COneDNN
import Tensors

/// A matrix product and its gradients by oneDNN's `matmul`.
final class MatrixProductKernel: Kernel {
    let output: MemoryDescriptor
    private let plan: MatrixProductPlan
    private let tail: MatrixProductTail
    private let context: ComputeContext
    private let left: Operand
    private let right: Operand
    private let product: MatrixStackProduct?
    private let activation: ActivationTail?
    /// The right factor, where it is one constant matrix.
    private let fixedRight: Tensor?
    /// The product with all but the activation, where its gradient needs that.
    private var sum: MatrixStackProduct?
    private var gradients: [Side: MatrixStackProduct] = [:]

    private enum Side { case left, right }

    /// A factor.
    private enum Operand {
        case constant(Tensor)
        /// One of the kernel's inputs, in a layout of rows or columns.
        case input(Int, MemoryDescriptor)

        init(_ constant: Tensor?, _ index: Int, _ inputs: [MemoryDescriptor], in context: ComputeContext)
            throws(EngineError)
        {
            guard constant == nil else {
                self = .constant(constant!)
                return
            }
            let layout = inputs[index]
            let isReadable =
                layout.strides.map { strides in
                    strides.count >= 2 && MatrixStack(layout.shape.dimensions, strides: strides).isReadable
                } ?? false
            self = .input(index, try isReadable ? layout : context.plainLayout(layout.shape))
        }

        var shape: Shape {
            switch self {
            case .constant(let tensor): tensor.shape
            case .input(_, let layout): layout.shape
            }
        }

        var strides: [Int]? {
            if case .input(_, let layout) = self { layout.strides } else { nil }
        }
    }

    /// - Parameters:
    ///   - operation: of two inputs, or of one and a constant.
    ///   - inputs: the last of them is added where the tail says so.
    init(
        _ operation: MatrixMultiplication, _ tail: MatrixProductTail, inputs: [MemoryDescriptor],
        in context: ComputeContext
    ) throws(EngineError) {
        let (left, right) = try (
            Operand(operation.left, 0, inputs, in: context),
            Operand(operation.right, operation.left == nil ? 1 : 0, inputs, in: context)
        )
        let plan = checked(
            try MatrixProductPlan((left.shape, right.shape), strides: (left.strides, right.strides)))
        self.plan = plan
        self.tail = tail
        self.context = context
        self.left = left
        self.right = right
        let output = try context.plainLayout(plan.output)
        self.output = output
        fixedRight = plan.right.batch.isEmpty ? operation.right : nil
        product =
            plan.isEmpty
            ? nil
            : try MatrixStackProduct(plan.left, plan.right, tail, fixedRight: fixedRight, in: context)
        activation = tail.activation.map { ActivationTail($0, layout: output, in: context) }
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        guard let product else { return KernelResult(try zeros(output)) }
        return KernelResult(try run(product, inputs))
    }

    private func run(_ product: MatrixStackProduct, _ inputs: [Memory]) throws(EngineError) -> Memory {
        let result = try context.allocate(output)
        try product.run(
            value(of: left, inputs), value(of: right, inputs),
            adding: tail.adds ? context.convert(inputs[inputs.count - 1], to: output) : nil, into: result)
        return result
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let sum = try gradientBeforeActivation(gradient, inputs, result)
        return try passed(sum, toInput: index, inputs)
    }

    func backward(
        _ gradient: Memory, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> [Memory] {
        let sum = try gradientBeforeActivation(gradient, inputs, result)
        var gradients: [Memory] = []
        for index in inputs.indices { gradients.append(try passed(sum, toInput: index, inputs)) }
        return gradients
    }

    private func gradientBeforeActivation(
        _ gradient: Memory, _ inputs: [Memory], _ result: KernelResult
    ) throws(EngineError) -> Memory {
        guard let activation, product != nil else { return try context.convert(gradient, to: output) }
        return try activation.backward(gradient, result: result) { () throws(EngineError) in
            if sum == nil {
                var linear = tail
                linear.activation = nil
                sum = try MatrixStackProduct(
                    plan.left, plan.right, linear, fixedRight: fixedRight, in: context)
            }
            return try run(sum!, inputs)
        }
    }

    /// - Parameter gradient: at the sum, row-major.
    private func passed(
        _ gradient: Memory, toInput index: Int, _ inputs: [Memory]
    ) throws(EngineError) -> Memory {
        if tail.adds, index == inputs.count - 1 { return gradient }
        let side: Side = if case .input(index, _) = left { .left } else { .right }
        let target = try context.plainLayout(side == .left ? left.shape : right.shape)
        guard !plan.isEmpty else { return try zeros(target) }
        let result = try context.allocate(target)
        let product = try self.product(for: side)
        switch side {
        case .left: try product.run(gradient, value(of: right, inputs), into: result)
        case .right: try product.run(value(of: left, inputs), gradient, into: result)
        }
        return result
    }

    private func zeros(_ layout: MemoryDescriptor) throws(EngineError) -> Memory {
        let result = try context.allocate(layout)
        result.floats.update(repeating: 0)
        return result
    }

    /// ∂left = ∂product · rightᵀ, ∂right = leftᵀ · ∂product, each summed over the matrices that share a factor.
    private func product(for side: Side) throws(EngineError) -> MatrixStackProduct {
        if let known = gradients[side] { return known }
        let factor = MatrixProductTail(factor: tail.factor)
        let product =
            switch side {
            case .left:
                try MatrixStackProduct(
                    plan.product, plan.right.transposed, factor, sumsTo: plan.left.batch,
                    fixedRight: fixedRight,
                    in: context)
            case .right:
                try MatrixStackProduct(
                    plan.left.transposed, plan.product, factor, sumsTo: plan.right.batch, in: context)
            }
        gradients[side] = product
        return product
    }

    private func value(of operand: Operand, _ inputs: [Memory]) throws(EngineError) -> Memory {
        switch operand {
        case .constant(let tensor): try context.memory(tensor)
        case .input(let index, let layout): try context.convert(inputs[index], to: layout)
        }
    }
}
