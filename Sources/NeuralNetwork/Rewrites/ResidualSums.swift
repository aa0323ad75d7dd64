import Tensors

/// Sums of a convolution and another layer of the same shape, into the convolution.
struct ResidualSums: Rewrite {
    var summary: String { "Sum computed with the convolution before" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard let sum = unit.operation(ElementwiseArithmetic.self), sum.operation == .add,
                unit.inputs.count == 2, unit.inputs[0] != unit.inputs[1],
                program.shape(unit.inputs[0]) == program.shape(unit.inputs[1])
            else { continue }
            // The later one: what the other puts out is there already.
            for input in unit.inputs.sorted(by: >) {
                guard let before = program.unit(input),
                    let convolution = before.operation(Convolution.self), convolution.activation == nil,
                    let other = unit.inputs.first(where: { $0 != input })
                else { continue }
                let inputs = before.inputs + [other]
                if program.merge(
                    [input, unit.output], into: ResidualConvolution(convolution), reading: inputs, by: self)
                {
                    break
                }
            }
        }
    }
}

/// A convolution of the first input, the second input added to it, then its activation.
private struct ResidualConvolution: Computation {
    let convolution: Convolution

    init(_ convolution: Convolution) {
        self.convolution = convolution
    }

    func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        guard inputs[1].shape == checked(try convolution.outputShape(of: [inputs[0].shape])) else {
            throw .unimplemented(.merge)
        }
        return try ConvolutionKernel(convolution, adds: true, input: inputs[0], in: context)
    }

    func bfloat16Role(of inputs: [Shape]) -> BFloat16Role { convolution.bfloat16Role(of: inputs) }

    func fused(with epilogue: Epilogue) -> (any Computation)? {
        guard case .activation = epilogue, let fused = convolution.fused(with: epilogue) as? Convolution
        else { return nil }
        return ResidualConvolution(fused)
    }
}
