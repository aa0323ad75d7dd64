import Tensors

@testable import NeuralNetwork

/// Runs one operation by itself on inputs that are row-major, or in blocks of channels where they are N×C×H×W.
struct OperatorHarness {
    private let context: ComputeContext
    private let kernel: any Kernel
    private let inputs: [Memory]
    private let result: KernelResult
    private let isBlocked: Bool

    init(_ operation: any Computation, _ inputs: [Tensor], isBlocked: Bool = false) throws {
        context = try ComputeContext()
        self.isBlocked = isBlocked
        self.inputs = try inputs.map { [context] in
            try Self.memory($0, isBlocked: isBlocked, in: context)
        }
        kernel = try operation.makeKernel(for: self.inputs.map(\.descriptor), in: context)
        result = try kernel.forward(self.inputs)
    }

    private static func memory(
        _ tensor: Tensor, isBlocked: Bool, in context: ComputeContext
    ) throws -> Memory {
        let memory = try context.memory(tensor)
        guard isBlocked, tensor.shape.rank == 4 else { return memory }
        return try context.convert(memory, to: .filledBlocks(tensor.shape))
    }

    func output() throws -> Tensor { try context.tensor(result.output) }

    /// The output as it lies in memory, with what fills blocks up.
    var outputFloats: [Float] { Array(result.output.floats) }

    func gradient(_ gradient: Tensor, toInput index: Int) throws -> Tensor {
        try context.tensor(
            kernel.backward(
                Self.memory(gradient, isBlocked: isBlocked, in: context), toInput: index, inputs: inputs,
                result: result))
    }
}
