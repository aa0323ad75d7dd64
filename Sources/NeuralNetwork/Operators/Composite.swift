import Tensors
import Words

/// Operations of one input, one after the other, that a source calls one layer.
public struct Composite: Unfused, Unnarrowed {
    public let operations: [any Operator]
    public let kind: LayerKind
    public let summary: Words

    /// Flattening in the order rows, columns, channels, as in networks that have the channels as their last axis.
    public static let channelsLastFlatten = Composite(
        [Transpose([0, 2, 3, 1]), Reshape.flatten], kind: .reshape,
        summary: .channelsLastFlatten)

    /// - Parameter operations: at least one.
    public init(_ operations: [any Operator], kind: LayerKind, summary: LayerName) {
        precondition(!operations.isEmpty)
        self.operations = operations
        self.kind = kind
        self.summary = summary.words
    }

    public var parameters: [Tensor] { operations.flatMap(\.parameters) }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        var shape = try operations[0].outputShape(of: inputs)
        for operation in operations.dropFirst() { shape = try operation.outputShape(of: [shape]) }
        return shape
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        var axes = inputs
        for operation in operations {
            let shape = checked(try operation.outputShape(of: axes.map(\.shape)))
            axes = [RoleAxes(shape: shape, roles: operation.axes(of: axes, output: shape))]
        }
        return axes[0].roles
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        var field = operations[0].receptiveField(inInput: index, of: inputs)
        var shape = checked(try operations[0].outputShape(of: inputs))
        for operation in operations.dropFirst() {
            field = field.seen(by: operation.receptiveField(inInput: 0, of: [shape]))
            shape = checked(try operation.outputShape(of: [shape]))
        }
        return field
    }

    public var deepLIFTRule: DeepLIFTRule { .derivative }

    public var randomization: ((RandomWeights) -> any Operator)? {
        guard operations.contains(where: { $0.randomization != nil }) else { return nil }
        return { random in
            let operations = operations.enumerated().map { index, operation in
                operation.randomization?(random.part(index)) ?? operation
            }
            return Composite(operations, kind: kind, summary: .like(summary))
        }
    }

    public var learning: Learning? {
        let parts = operations.compactMap(\.learning)
        guard !parts.isEmpty else { return nil }
        return Learning(
            parameters: parts.flatMap(\.parameters), statistics: parts.flatMap(\.statistics)
        ) { (inputs, context) throws(EngineError) in
            try CompositeLearning(operations, inputs: inputs, in: context)
        }
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try SubnetworkKernel(Subnetwork(chain: operations, inputs: inputs, in: context))
    }
}
