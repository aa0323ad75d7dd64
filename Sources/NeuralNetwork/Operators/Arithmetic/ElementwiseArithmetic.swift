import Tensors
import Words

/// Elementwise arithmetic of two operands that broadcast to each other; the second may be a constant of the network.
///
/// The output's shape is that of the operands aligned at their last axes, each extent the same or 1.
public struct ElementwiseArithmetic: Unfused, Unnarrowed {
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case add, subtract, multiply, divide, power, maximum, minimum

        public var words: Words {
            switch self {
            case .add: "Add"
            case .subtract: "Subtract"
            case .multiply: "Multiply"
            case .divide: "Divide"
            case .power: "Power"
            case .maximum: "Maximum"
            case .minimum: "Minimum"
            }
        }
    }

    public let operation: Operation
    /// The operand that is no layer's output, or nil for two inputs.
    public let constant: Tensor?
    /// Whether the constant stands left of the operation: constant − x.
    public let constantIsFirst: Bool

    public static let add = ElementwiseArithmetic(.add)
    public static let multiply = ElementwiseArithmetic(.multiply)

    public init(_ operation: Operation, constant: Tensor? = nil, constantIsFirst: Bool = false) {
        self.operation = operation
        self.constant = constant
        self.constantIsFirst = constantIsFirst
    }

    public var kind: LayerKind { constant == nil ? .merge : .activation }

    public var summary: Words {
        let name = operation.words
        guard let constant else { return name }
        return constant.count == 1 ? "\(name) (\(constant[0]))" : "\(name) (constant \(constant.shape))"
    }

    public var parameters: [Tensor] { constant.map { [$0] } ?? [] }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (first, second) = try inputs.pair(constant: constant?.shape)
        return try first.broadcast(with: second)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .operand(inputs[index], to: checked(try outputShape(of: inputs)))
    }

    public var deepLIFTRule: DeepLIFTRule {
        operation == .multiply && constant == nil ? .product : .derivative
    }
    /// A constant of the network stays.
    public var randomization: ((RandomWeights) -> any Operator)? { nil }

    public var learning: Learning? {
        guard let constant else { return nil }
        return Learning(parameters: [constant]) { (inputs, context) throws(EngineError) in
            try ConstantLearning(self, by: constant, inputs: inputs, in: context.compute)
        }
    }

    public func bfloat16Role(of inputs: [Shape]) -> BFloat16Role {
        constant == nil && (operation == .add || operation == .multiply)
            && MergeKernel.takes(inputs[0], inputs[1]) ? .passesOn : .none
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        if constant == nil, let kernel = try ChannelScaleKernel(operation, inputs, in: context) {
            return kernel
        }
        if constant == nil, operation == .add || operation == .multiply,
            MergeKernel.takes(inputs[0].shape, inputs[1].shape)
        {
            return try MergeKernel(operation, inputs, in: context)
        }
        return try broadcastKernel(for: inputs, in: context)
    }
}

extension Shape {
    /// The common shape of two that are aligned at their last axes (numpy's rules).
    func broadcast(with other: Shape) throws(ShapeError) -> Shape {
        let rank = max(rank, other.rank)
        var dimensions = [Int](repeating: 1, count: rank)
        for axis in 0..<rank {
            let a = extent(axis, ofRank: rank)
            let b = other.extent(axis, ofRank: rank)
            guard a == b || a == 1 || b == 1 else { throw .notBroadcastable(self, other) }
            dimensions[axis] = a == 1 ? b : a
        }
        return Shape(dimensions)
    }

    /// The extent along an axis once axes of extent 1 are put before the first until there are `rank`.
    func extent(_ axis: Int, ofRank rank: Int) -> Int {
        let own = axis - (rank - self.rank)
        return own < 0 ? 1 : self[own]
    }
}
