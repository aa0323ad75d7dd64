import Tensors

@testable import NeuralNetwork

/// Runs one operation by itself on row-major inputs.
struct OperatorHarness {
    private let context: ComputeContext
    private let kernel: any Kernel
    private let inputs: [Memory]
    private let result: KernelResult

    init(_ operation: any Computation, _ inputs: [Tensor]) throws {
        context = try ComputeContext()
        self.inputs = try inputs.map(context.memory)
        kernel = try operation.makeKernel(for: self.inputs.map(\.descriptor), in: context)
        result = try kernel.forward(self.inputs)
    }

    func output() throws -> Tensor { try context.tensor(result.output) }

    func gradient(_ gradient: Tensor, toInput index: Int) throws -> Tensor {
        try context.tensor(
            kernel.backward(context.memory(gradient), toInput: index, inputs: inputs, result: result))
    }
}
