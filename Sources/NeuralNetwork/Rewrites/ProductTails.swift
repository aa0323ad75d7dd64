import Tensors

/// Factors of a matrix product, what is added to it and its activation, into the product.
struct ProductTails: Rewrite {
    var summary: String { "Factor, bias, sum or activation computed with the matrix product" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard let product = unit.operation(MatrixMultiplication.self) else { continue }
            var fused = FusedProduct(product: product)
            var outputs = [unit.output]
            var inputs = unit.inputs
            // Factors of the operands.
            for (index, input) in unit.inputs.enumerated() {
                guard let before = program.unit(input), let factor = before.factor,
                    program.soleReader(of: input) != nil
                else { continue }
                fused.tail.factor *= factor
                inputs[index] = before.inputs[0]
                outputs.append(input)
            }
            while fused.tail.activation == nil, let next = program.soleReader(of: outputs.max()!),
                program.shape(next.output) == program.shape(unit.output),
                let other = fused.take(
                    next, after: outputs.max()!, columns: program.shape(unit.output), in: program)
            {
                inputs += other
                outputs.append(next.output)
            }
            if outputs.count > 1 { program.merge(outputs, into: fused, reading: inputs, by: self) }
        }
    }
}

extension Program.Unit {
    /// What all elements of the one input are multiplied by, where the unit does no more.
    fileprivate var factor: Float? {
        guard let arithmetic = operation(ElementwiseArithmetic.self), inputs.count == 1,
            let constant = arithmetic.constant, constant.count == 1,
            !arithmetic.constantIsFirst
                || arithmetic.operation == .multiply
        else { return nil }
        switch arithmetic.operation {
        case .multiply: return constant[0]
        case .divide: return 1 / constant[0]
        default: return nil
        }
    }
}

/// A matrix product and what follows it.
private struct FusedProduct: Computation {
    let product: MatrixMultiplication
    var tail = MatrixProductTail()

    var readsViews: Bool { true }

    /// Takes a unit after the product into it.
    ///
    /// - Returns: what the unit reads besides; nil where it cannot be taken.
    mutating func take(
        _ next: Program.Unit, after last: Int, columns shape: Shape, in program: Program
    ) -> [Int]? {
        if let layer = next.operation(ActivationLayer.self) {
            guard layer.activation.stages != nil else { return nil }
            tail.activation = layer.activation
            return []
        }
        guard let arithmetic = next.operation(ElementwiseArithmetic.self) else { return nil }
        if let factor = next.factor, tail.bias == nil, !tail.adds {
            tail.factor *= factor
            return []
        }
        guard arithmetic.operation == .add, !tail.adds else { return nil }
        if let constant = arithmetic.constant {
            let isBias =
                constant.count > 1 && constant.count == shape.dimensions.last
                && constant.shape.dimensions.last == constant.count
            guard isBias, tail.bias == nil, tail.factor == 1, product.right?.shape.rank == 2 else {
                return nil
            }
            tail.bias = constant.reshaped([constant.count])
            return []
        }
        // The later product takes the sum: what the other operand puts out is there already.
        guard let other = next.inputs.first(where: { $0 != last }), program.shape(other) == shape,
            !(other > last && program.unit(other)?.computation is MatrixMultiplication)
        else { return nil }
        tail.adds = true
        return [other]
    }

    func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let operands = inputs.map(\.shape).dropLast(tail.adds ? 1 : 0)
        let output = checked(try product.outputShape(of: Array(operands)))
        if tail.adds, inputs.last?.shape != output { throw .unimplemented(.merge) }
        return try MatrixProductKernel(product, tail, inputs: inputs, in: context)
    }

    func fused(with epilogue: Epilogue) -> (any Computation)? { nil }
}
