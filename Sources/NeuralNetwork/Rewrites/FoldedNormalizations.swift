/// Batch normalisations into the convolution before them, whose weights become others; nothing else.
struct FoldedNormalizations: Rewrite {
    var summary: String { "Normalisation in the weights of the layer before" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard let convolution = unit.operation(Convolution.self),
                let next = program.soleReader(of: unit.output), next.inputs.count == 1,
                let epilogue = (next.computation as? any Operator)?.epilogue, epilogue.isScaleAndShift,
                let folded = convolution.fused(with: epilogue)
            else { continue }
            program.merge([unit.output, next.output], into: folded, reading: unit.inputs, by: self)
        }
    }
}
