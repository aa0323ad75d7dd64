import Tensors

/// Operations that read each other's outputs, compiled one by one: it answers for the layers that have no output where they
/// are computed together, and runs a ``Composite``.
final class Subnetwork {
    /// Where a part's input comes from.
    enum Source: Hashable {
        /// An input of the subnetwork.
        case input(Int)
        /// The output of a part before.
        case part(Int)
    }

    /// An operation and what it reads.
    struct Part {
        let operation: any Operator
        let sources: [Source]
    }

    private let parts: [Part]
    private let kernels: [any Kernel]
    private let context: ComputeContext
    /// The last part's gradient, from what it puts out.
    private var outputGradient: FusedActivationGradient?

    var count: Int { parts.count }
    /// The last part's layout.
    var output: MemoryDescriptor { kernels.last!.output }

    /// - Parameter parts: in an order in which each reads only those before it.
    init(_ parts: [Part], inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError) {
        var kernels: [any Kernel] = []
        for part in parts {
            let layouts = part.sources.map { source in
                switch source {
                case .input(let index): inputs[index]
                case .part(let index): kernels[index].output
                }
            }
            kernels.append(try part.operation.makeKernel(reading: layouts, in: context))
        }
        self.parts = parts
        self.kernels = kernels
        self.context = context
    }

    /// What the parts put out for some inputs, computed as far as it is asked for.
    private final class Values {
        let inputs: [Memory]
        var results: [KernelResult?]

        init(_ inputs: [Memory], count: Int) {
            self.inputs = inputs
            results = [KernelResult?](repeating: nil, count: count)
        }
    }

    /// The output of a part.
    func forward(_ inputs: [Memory], to part: Int) throws(EngineError) -> Memory {
        try result(of: part, Values(inputs, count: count)).output
    }

    private func result(of part: Int, _ values: Values) throws(EngineError) -> KernelResult {
        if let known = values.results[part] { return known }
        let result = try kernels[part].forward(inputs(of: part, values))
        values.results[part] = result
        return result
    }

    private func inputs(of part: Int, _ values: Values) throws(EngineError) -> [Memory] {
        var inputs: [Memory] = []
        for source in parts[part].sources {
            switch source {
            case .input(let index): inputs.append(values.inputs[index])
            case .part(let index): inputs.append(try result(of: index, values).output)
            }
        }
        return inputs
    }

    /// The gradients at parts' outputs or at inputs, given that at the output of part `start`.
    ///
    /// - Parameters:
    ///   - targets: of which none leads to another.
    ///   - inputs: of the forward pass.
    ///   - output: of the last part in the forward pass, where it is known.
    /// - Returns: none for a target on which that output does not depend.
    func backward(
        _ gradient: Memory, from start: Int, to targets: Set<Source>, inputs: [Memory],
        output: Memory? = nil, rule: BackwardRule = .gradient
    ) throws(EngineError) -> [Source: Memory] {
        let values = Values(inputs, count: count)
        let leadsDown = parts.indices.reduce(into: [Source: Bool]()) { leads, index in
            leads[.part(index)] =
                parts[index].sources.contains { targets.contains($0) || leads[$0] == true }
        }
        var gradients: [Source: Memory] = [.part(start): gradient]
        for index in (0...start).reversed() where leadsDown[.part(index)] == true {
            guard !targets.contains(.part(index)), let own = gradients[.part(index)] else { continue }
            for (position, source) in parts[index].sources.enumerated()
            where targets.contains(source) || leadsDown[source] == true {
                let share = try passed(
                    own, through: index, toInput: position, values,
                    output: index == count - 1 ? output : nil, rule)
                gradients[source] =
                    try gradients[source].map { (known) throws(EngineError) in
                        try context.sum(known, share)
                    } ?? share
            }
        }
        return gradients
    }

    /// What a part passes down of a gradient. Nothing is computed again for normalisations, nor for an activation with a
    /// derivative that can be read off its output where that is known.
    private func passed(
        _ gradient: Memory, through part: Int, toInput index: Int, _ values: Values, output: Memory?,
        _ rule: BackwardRule
    ) throws(EngineError) -> Memory {
        let (operation, kernel) = (parts[part].operation, kernels[part])
        let gradient = try rule.passed(gradient, throughRectifier: operation.rectifies, in: context)
        if operation.epilogue?.isScaleAndShift == true {
            return try kernel.backward(gradient, toInput: index, inputs: [], result: KernelResult(gradient))
        }
        if let output, case .activation(let activation) = operation.epilogue,
            activation.hasDerivativeFromOutput
        {
            if outputGradient == nil {
                outputGradient = try FusedActivationGradient(
                    activation, layout: output.descriptor, in: context)
            }
            return try outputGradient!(gradient, output: output)
        }
        return try kernel.backward(
            gradient, toInput: index, inputs: inputs(of: part, values), result: result(of: part, values))
    }
}

extension Subnetwork {
    /// Operations of which each reads the one before alone.
    convenience init(
        chain operations: [any Operator], inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) {
        let parts = operations.enumerated().map { index, operation in
            Part(
                operation: operation,
                sources: index == 0 ? inputs.indices.map(Source.input) : [.part(index - 1)])
        }
        try self.init(parts, inputs: inputs, in: context)
    }
}
