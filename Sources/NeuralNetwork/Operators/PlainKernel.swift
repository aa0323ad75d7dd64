import Tensors

/// A kernel that computes on floats by itself, for operations that oneDNN does not have.
final class PlainKernel: Kernel {
    typealias Floats = UnsafeBufferPointer<Float>
    typealias MutableFloats = UnsafeMutableBufferPointer<Float>

    /// What a gradient is computed from.
    struct Backward {
        /// Which input the gradient is wanted for.
        let index: Int
        /// The gradient at the output.
        let gradient: Floats
        let inputs: [Floats]
        let output: Floats
        /// Where the gradient goes, in the layout of the input; it is overwritten.
        let target: MutableFloats
    }

    let output: MemoryDescriptor
    private let inputs: [MemoryDescriptor]
    private let context: ComputeContext
    private let compute: ([Floats], MutableFloats) -> Void
    private let differentiate: (Backward) -> Void

    /// On row-major floats.
    ///
    /// - Parameters:
    ///   - compute: writes every element of the output.
    ///   - differentiate: writes every element of the target.
    convenience init(
        inputs: [Shape], output: Shape, in context: ComputeContext,
        compute: @escaping ([Floats], MutableFloats) -> Void, differentiate: @escaping (Backward) -> Void
    ) throws(EngineError) {
        var layouts: [MemoryDescriptor] = []
        for shape in inputs { layouts.append(try context.plainLayout(shape)) }
        try self.init(
            layouts: layouts, output: context.plainLayout(output), in: context, compute: compute,
            differentiate: differentiate)
    }

    /// On floats as they lie in given layouts.
    ///
    /// - Parameters:
    ///   - layouts: of the inputs.
    ///   - compute: writes every float of the output, and zeros where the layout fills up blocks.
    ///   - differentiate: writes every float of the target, and zeros likewise.
    init(
        layouts: [MemoryDescriptor], output: MemoryDescriptor, in context: ComputeContext,
        compute: @escaping ([Floats], MutableFloats) -> Void, differentiate: @escaping (Backward) -> Void
    ) throws(EngineError) {
        self.inputs = layouts
        self.output = output
        self.context = context
        self.compute = compute
        self.differentiate = differentiate
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        let plain = try self.plain(inputs)
        compute(plain.map(Self.floats), result.floats)
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let target = try context.allocate(self.inputs[index])
        let gradient = try context.convert(gradient, to: output)
        let plain = try self.plain(inputs)
        let value = try context.convert(result.output, to: output)
        differentiate(
            Backward(
                index: index, gradient: Self.floats(gradient), inputs: plain.map(Self.floats),
                output: Self.floats(value), target: target.floats))
        withExtendedLifetime((gradient, plain, value)) {}
        return target
    }

    private func plain(_ inputs: [Memory]) throws(EngineError) -> [Memory] {
        var plain: [Memory] = []
        for (input, layout) in zip(inputs, self.inputs) {
            plain.append(try context.convert(input, to: layout))
        }
        return plain
    }

    private static func floats(_ memory: Memory) -> Floats { Floats(memory.floats) }
}
