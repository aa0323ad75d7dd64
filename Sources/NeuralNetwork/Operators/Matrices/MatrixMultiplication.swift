import Tensors
import Words

/// The matrix product of two inputs, or of one and a constant, over the last two axes; the axes before them broadcast
/// (numpy's `matmul`, where a vector stands for a row on the left and a column on the right).
public struct MatrixMultiplication: Unfused, Unnarrowed {
    /// The left operand where it is no input.
    public let left: Tensor?
    /// The right operand where it is no input.
    public let right: Tensor?

    public init(left: Tensor? = nil, right: Tensor? = nil) {
        precondition(left == nil || right == nil, "a product of constants is a constant")
        self.left = left
        self.right = right
    }

    public var kind: LayerKind { .dense }
    public var summary: Words { "Matrix product" }
    public var parameters: [Tensor] { [left, right].compactMap { $0 } }

    public func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape {
        try MatrixProductPlan(operands(inputs)).output
    }

    private func operands(_ inputs: [Shape]) throws(ShapeError) -> (Shape, Shape) {
        let expected = left == nil && right == nil ? 2 : 1
        guard inputs.count == expected else { throw .inputCount(expected: expected, found: inputs.count) }
        return (left?.shape ?? inputs[0], right?.shape ?? inputs[inputs.count - 1])
    }

    public func productCount(of inputs: [Shape], output: Shape) -> Int {
        output.count * ((left?.shape ?? inputs[0]).dimensions.last ?? 1)
    }

    public func axes(of inputs: [RoleAxes], output: Shape) -> [AxisRole] {
        let first = left == nil ? inputs[0] : nil
        let second = right == nil ? inputs[inputs.count - 1] : nil
        // Vectors have no second axis.
        guard output.rank >= 2, first.map({ $0.shape.rank >= 2 }) ?? true,
            second.map({ $0.shape.rank >= 2 }) ?? true,
            let stack = [first, second].compactMap({ $0 }).first(where: { $0.shape.rank == output.rank })
        else { return AxisRole.unknown(of: output, from: inputs) }
        let rows = first.map { $0.roles[$0.roles.count - 2] } ?? .other
        return stack.roles.dropLast(2) + [
            rows == .other && first != nil && second != nil ? .tokens : rows,
            second?.roles.last ?? .channels,
        ]
    }

    public func receptiveField(inInput index: Int, of inputs: [Shape]) -> ReceptiveField {
        inputs[index].rank == 2 && right != nil ? .all : .unknown
    }

    public var deepLIFTRule: DeepLIFTRule { .derivative }

    public var randomization: ((RandomWeights) -> any Operator)? {
        left == nil && right == nil
            ? nil
            : { random in
                MatrixMultiplication(
                    left: left.map { random.like($0) }, right: right.map { random.like($0) })
            }
    }

    public var learning: Learning? {
        guard let right else { return nil }
        return Learning(parameters: [right]) { (inputs, context) throws(EngineError) in
            try MatrixProductLearning(self, by: right, inputs: inputs, in: context.compute)
        }
    }

    public var readsViews: Bool { true }

    public func makeKernel(
        for inputs: [MemoryDescriptor], in context: ComputeContext
    ) throws(EngineError) -> any Kernel {
        try MatrixProductKernel(self, MatrixProductTail(), inputs: inputs, in: context)
    }
}
