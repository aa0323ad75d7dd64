import Tensors

@testable import NeuralNetwork

/// Runs one operation by itself as training does.
struct LearningHarness {
    private let context: ComputeContext
    private let kernel: any Kernel
    private let inputs: [Memory]
    private let result: KernelResult
    private let learnt: [Tensor]
    private let table: ParameterTable
    private let isBlocked: Bool

    init(
        _ operation: any Operator, _ inputs: [Tensor], _ parameters: [Parameter], isBlocked: Bool = false
    ) throws {
        context = try ComputeContext()
        context.weightsChange = true
        self.isBlocked = isBlocked
        table = ParameterTable(parameters)
        for parameter in parameters { parameter.isTrained = true }
        self.inputs = try inputs.map { [context] in
            try Self.memory($0, isBlocked: isBlocked, in: context)
        }
        kernel = try operation.makeTrainingKernel(
            reading: self.inputs.map(\.descriptor),
            in: LearningContext(compute: context, parameters: table, seed: 3))
        learnt = operation.learning?.parameters ?? []
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

    /// The output once the parameters have changed.
    func outputAnew() throws -> Tensor {
        try context.renewWeights()
        return try context.tensor(kernel.forward(inputs).output)
    }

    /// The gradients of the inputs; the parameters get theirs.
    func gradients(_ gradient: Tensor) throws -> [Tensor] {
        let memory = try Self.memory(gradient, isBlocked: isBlocked, in: context)
        guard let kernel = kernel as? any LearningKernel else {
            return try kernel.backward(memory, inputs: inputs, result: result).map(context.tensor)
        }
        let found = try kernel.gradients(memory, inputs: inputs, result: result, wantsInputs: true)
        for (tensor, part) in zip(learnt, found.parameters) {
            guard let place = table.place(of: tensor) else { continue }
            try context.tensor(part).withUnsafeBufferPointer { place.parameter.add($0, at: place.offset) }
        }
        return try found.inputs.map(context.tensor)
    }
}
