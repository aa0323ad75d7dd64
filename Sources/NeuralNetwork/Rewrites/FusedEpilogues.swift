/// Batch normalisations and activations into the operation before them.
struct FusedEpilogues: Rewrite {
    var summary: String { "Normalisation or activation computed with the layer before" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard var computation = program.unit(unit.output)?.computation else { continue }
            var outputs = [unit.output]
            while let next = program.soleReader(of: outputs.last!), next.inputs.count == 1,
                let epilogue = (next.computation as? any Operator)?.epilogue,
                let fused = computation.fused(with: epilogue)
            {
                computation = fused
                outputs.append(next.output)
            }
            if outputs.count > 1 {
                program.merge(outputs, into: computation, reading: unit.inputs, by: self)
            }
        }
    }
}
