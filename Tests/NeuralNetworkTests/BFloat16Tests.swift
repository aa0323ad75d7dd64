import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// Passes in bfloat16 put out what passes in 32-bit floats do, but for rounding.
@Suite struct BFloat16Tests {
    /// Half the distance between two neighbours, relative to them.
    private static let rounding = 1.0 / 256

    /// Every operation computes what comes in bfloat16, in blocks of channels and row by row.
    @Test(arguments: OperatorSamples.all, [false, true])
    func everyOperationReadsIt(sample: OperatorSample, isBlocked: Bool) throws {
        let context = try ComputeContext()
        let inputs = try sample.inputs.map { tensor in
            let memory = try context.memory(tensor)
            let isBlocked = isBlocked && tensor.shape.rank == 4
            return try context.convert(
                memory,
                to: isBlocked
                    ? .filledBlocks(tensor.shape, of: .bfloat16) : .plain(tensor.shape, of: .bfloat16))
        }
        // The same values in 32-bit floats.
        let rounded = try OperatorHarness(sample.operation, inputs.map { try context.tensor($0) })
        let kernel = try sample.operation.makeKernel(
            reading: inputs.map(\.descriptor), computing: .bfloat16, in: context
        ) { (layouts) throws(EngineError) in
            try sample.operation.makeKernel(reading: layouts, in: context)
        }
        let output = try context.tensor(kernel.forward(inputs).output)
        let expected = try rounded.output()
        #expect(output.shape == expected.shape)
        // Weights are rounded, too, and one stage after another.
        #expect(relativeError(output, expected) <= 4 * Self.rounding)
    }

    @Test(arguments: RewritesTests.cases, [1, 3])
    func aNetworkPutsOutAlmostTheSame(one: RewritesTests.Case, batch: Int) throws {
        let graph = try RewritesTests.graph(one)
        let exact = try Executor(graph)
        let input = OperatorSamples.values(Shape([batch] + graph.inputShape.dimensions))
        guard ElementType.bfloat16.isComputed else {
            // Asked for all the same, it would be computed by code written for clarity.
            #expect(!OneDNN.hasBFloat16)
            return
        }
        let fast = Executor(graph, besides: exact, in: .bfloat16)
        let node = graph.lastComputed
        let error = relativeError(
            try fast.output(of: node, for: input), try exact.output(of: node, for: input))
        #expect(error <= 8 * Self.rounding)
    }

    /// Convolutions that are no faster by Winograd's algorithm round where the processor has instructions for that, and the
    /// layers between them pass on what they get.
    @Test func convolutionsAreComputedInIt() throws {
        let context = try ComputeContext()
        let pointwise = Convolution(
            weights: OperatorSamples.values([32, 16, 1, 1]), window: Window([1, 1]), activation: .relu)
        let shape: Shape = [2, 16, 12, 12]
        #expect(pointwise.bfloat16Role(of: [shape]) == .begins)
        let kernel = try pointwise.makeKernel(
            reading: [.plain(shape)], computing: .bfloat16, in: context
        ) { (layouts) throws(EngineError) in try pointwise.makeKernel(reading: layouts, in: context) }
        // Without these instructions the library has no fast code for it.
        let isFast = OneDNN.vectorInstructions == .avx512
        #expect(kernel.output.elements == (isFast ? .bfloat16 : .float32))
        guard isFast else { return }
        let sum: [any Operator] = [
            ElementwiseArithmetic.add, Pooling(.maximum, window: Window([2, 2], stride: [2, 2])),
            GlobalPooling.average, Concatenate(), ActivationLayer(.silu),
        ]
        for operation in sum {
            let inputs =
                operation is ElementwiseArithmetic || operation is Concatenate
                ? [kernel.output, kernel.output] : [kernel.output]
            let next = try operation.makeKernel(reading: inputs, computing: .bfloat16, in: context) {
                (_) throws(EngineError) in throw .unimplemented(.merge)
            }
            #expect(next.output.elements == .bfloat16)
        }
        // Winograd's algorithm in 32-bit floats is the faster one.
        let wide = Convolution(
            weights: OperatorSamples.values([64, 64, 3, 3]), window: Window([3, 3]))
        #expect(wide.bfloat16Role(of: [[16, 64, 56, 56]]) == .none)
    }
}
