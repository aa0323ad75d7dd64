/// A subnetwork as one kernel with the last part's output.
final class SubnetworkKernel: Kernel {
    private let parts: Subnetwork

    var output: MemoryDescriptor { parts.output }

    init(_ parts: Subnetwork) {
        self.parts = parts
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        KernelResult(try parts.forward(inputs, to: parts.count - 1))
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let target = Subnetwork.Source.input(index)
        let gradients = try parts.backward(
            gradient, from: parts.count - 1, to: [target], inputs: inputs, output: result.output)
        guard let found = gradients[target] else { preconditionFailure("an input that nothing depends on") }
        return found
    }
}
