import COneDNN
import Files
import Tensors
import Words

/// The inputs one after another along an axis.
public struct Concatenate: PlainOperator {
    /// The axis, counted with the batch: 1 for channels.
    public let axis: Int

    public init(axis: Int = 1) {
        self.axis = axis
    }

    public var kind: LayerKind { .merge }
    public var summary: Words { "Concatenate" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        guard let first = inputs.first else { throw .inputCount(expected: 2, found: 0) }
        guard axis >= 0, axis < first.rank else { throw .badSetting("axis", value: axis) }
        var dimensions = first.dimensions
        for other in inputs.dropFirst() {
            guard other.rank == first.rank else { throw .rank(expected: first.rank, found: other) }
            for position in 0..<first.rank where position != axis && other[position] != first[position] {
                throw .extent(
                    axis: "along axis \(position)", expected: first[position], found: other[position])
            }
            dimensions[axis] += other[axis]
        }
        return Shape(dimensions)
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        output.dimensions.indices.map { position in
            var roles = inputs.map { $0.roles[position] }
            if roles.contains(.elsewhere) {
                if roles.allSatisfy({ $0 == .elsewhere || $0 == .other }) { return .elsewhere }
                roles = roles.map { $0 == .elsewhere ? .other : $0 }
            }
            guard position == axis else { return roles.first { $0 != .other } ?? .other }
            let known = roles.indices.filter { roles[$0] != .other }
            if known.count == 1, case .places(let rows, let columns, let first) = roles[known[0]] {
                let before = inputs[..<known[0]].reduce(0) { $0 + $1.shape[axis] }
                return .places(rows: rows, columns: columns, first: before + first)
            }
            return roles.allSatisfy { $0 == .channels || $0 == .other } && !known.isEmpty ? .channels : .other
        }
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        inputs[0].rank != 4 || axis < 2 ? .samePlace : .unknown
    }

    public func bfloat16Role(of inputs: [Shape]) -> BFloat16Role {
        axis == 1 && inputs.allSatisfy { $0.rank == 4 && $0[1] % MemoryDescriptor.lanes == 0 }
            ? .passesOn : .none
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let shape = checked(try outputShape(of: inputs.map(\.shape)))
        if axis == 1, try ChannelMapKernel.takes(inputs, channels: shape[1]) {
            let sources = inputs.enumerated().flatMap { index, input in
                (0..<input.shape[1]).map { ChannelMapKernel.Source(input: index, channel: $0) }
            }
            return try ChannelMapKernel(sources, inputs: inputs.map(\.shape), in: context)
        }
        return try ConcatenateKernel(axis: axis, inputs, output: shape, in: context)
    }
}

private final class ConcatenateKernel: Kernel {
    let output: MemoryDescriptor
    private let context: ComputeContext
    private let inputs: [MemoryDescriptor]
    private let primitive: Primitive
    private let rowMajor: MemoryDescriptor
    /// Where each input lies in a row-major output.
    private let parts: [MemoryDescriptor]

    init(
        axis: Int, _ inputs: [MemoryDescriptor], output: Shape, in context: ComputeContext
    ) throws(EngineError) {
        self.context = context
        self.inputs = inputs
        let anyOutput = try MemoryDescriptor.any(output, of: inputs[0].elements)
        let handles: [onednn_md?] = inputs.map(\.handle)
        let descriptor = try PrimitiveDescriptor(.concatenate) { descriptor in
            onednn_concat(
                &descriptor, context.engine, anyOutput.handle, Int32(handles.count), Int32(axis), handles,
                context.attributes)
        }
        primitive = try Primitive(descriptor)
        self.output = descriptor.layout(dnnl_query_dst_md, output.dimensions)!
        let rowMajor = try context.plainLayout(output)
        self.rowMajor = rowMajor
        var parts: [MemoryDescriptor] = []
        var offsets = [Int](repeating: 0, count: output.rank)
        for input in inputs {
            parts.append(try rowMajor.part(input.shape, at: offsets))
            offsets[axis] += input.shape[axis]
        }
        self.parts = parts
    }

    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult {
        let result = try context.allocate(output)
        var arguments = [(DNNL_ARG_DST, result)]
        for (index, input) in inputs.enumerated() {
            arguments.append(
                (DNNL_ARG_MULTIPLE_SRC + Int32(index), try context.convert(input, to: self.inputs[index])))
        }
        try primitive.execute(context, arguments)
        return KernelResult(result)
    }

    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory {
        let whole = try context.convert(gradient, to: rowMajor)
        let part = try whole.alias(parts[index], engine: context.engine)
        let target = try context.allocate(self.inputs[index])
        try context.copy(part, into: target)
        return target
    }
}
