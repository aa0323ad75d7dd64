import CVectorLoops
import Tensors
import Words

/// 1 where a comparison of two operands holds and 0 elsewhere; the operands broadcast, and one may be a constant.
///
/// Its gradient is 0 everywhere.
public struct Comparison: PlainOperator {
    public enum Relation: String, Sendable, Hashable, CaseIterable {
        case less, lessOrEqual, equal, greater, greaterOrEqual

        fileprivate var vectorized: loops_arithmetic {
            switch self {
            case .less: LOOPS_LESS
            case .lessOrEqual: LOOPS_LESS_OR_EQUAL
            case .equal: LOOPS_EQUAL
            case .greater: LOOPS_GREATER
            case .greaterOrEqual: LOOPS_GREATER_OR_EQUAL
            }
        }

        /// The relation of the same operands the other way round.
        public var mirrored: Relation {
            switch self {
            case .less: .greater
            case .lessOrEqual: .greaterOrEqual
            case .equal: .equal
            case .greater: .less
            case .greaterOrEqual: .lessOrEqual
            }
        }
    }

    public let relation: Relation
    /// The right operand where it is no input.
    public let constant: Tensor?

    public init(_ relation: Relation, constant: Tensor? = nil) {
        self.relation = relation
        self.constant = constant
    }

    public var kind: LayerKind { .activation }
    public var summary: Words { "Comparison (\(relation.rawValue))" }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        let (first, second) = try inputs.pair(constant: constant?.shape)
        return try first.broadcast(with: second)
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        .operand(inputs[index], to: checked(try outputShape(of: inputs)))
    }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        let output = checked(try outputShape(of: inputs.map(\.shape)))
        let pairs = Broadcast(inputs[0].shape, constant?.shape ?? inputs[1].shape, output: output)
        let (relation, constant) = (relation, constant)
        let layouts = try context.pairLayouts(inputs, constant: constant, output: output)
        return try PlainKernel(
            layouts: layouts.inputs, output: layouts.output, in: context,
            compute: { inputs, output in
                func fill(_ right: PlainKernel.Floats) {
                    pairs.compute(relation.vectorized, inputs[0], right, into: output)
                }
                if let constant { constant.withUnsafeBufferPointer(fill) } else { fill(inputs[1]) }
            },
            differentiate: { $0.target.update(repeating: 0) })
    }
}
