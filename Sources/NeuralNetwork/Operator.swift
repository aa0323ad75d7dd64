import Tensors

/// What a layer is, as far as a person looking at a diagram cares.
public enum LayerKind: String, Sendable, CaseIterable, Codable {
    case input, convolution, dense, normalization, activation, pooling, merge, reshape, regularization
}

/// One operation of a network with its parameters: a value that knows its output's shape and can be compiled
/// for given inputs.
///
/// All shapes have the batch as their first axis: N×C×H×W, or N×F after flattening.
public protocol Operator: Sendable {
    /// The kind of layer this draws as.
    var kind: LayerKind { get }
    /// The field's name of the operation with its settings, for example `Convolution 3×3, stride 2`.
    var summary: String { get }
    /// Trained parameters, for counting.
    var parameters: [Tensor] { get }
    /// The output's shape.
    ///
    /// - Throws: ``ShapeError`` when the inputs do not fit the operation.
    func outputShape(of inputs: [Shape]) throws(ShapeError) -> Shape
    /// The compiled operation for inputs in given layouts.
    func makeKernel(for inputs: [MemoryDescriptor], in context: ComputeContext) throws(EngineError)
        -> any Kernel
}

extension Operator {
    public var parameters: [Tensor] { [] }
}

/// An operation compiled for fixed shapes and layouts: forward and backward together.
public protocol Kernel: AnyObject {
    /// The output's layout.
    var output: MemoryDescriptor { get }

    /// Computes the output.
    ///
    /// - Returns: the output, which may share an input's bytes, and what the backward pass needs beside it.
    func forward(_ inputs: [Memory]) throws(EngineError) -> KernelResult

    /// Computes the gradient with respect to one input: Jᵀ·`gradient`.
    ///
    /// - Parameters:
    ///   - gradient: of a scalar with respect to the output, in any layout of the output's shape.
    ///   - index: which input.
    ///   - inputs: of the forward call.
    ///   - result: of the forward call.
    func backward(
        _ gradient: Memory, toInput index: Int, inputs: [Memory], result: KernelResult
    ) throws(EngineError) -> Memory
}

/// What a kernel's forward call leaves.
public struct KernelResult {
    public let output: Memory
    /// Positions of the maxima, for max pooling; nil for every other operation.
    let workspace: Memory?

    init(_ output: Memory, workspace: Memory? = nil) {
        self.output = output
        self.workspace = workspace
    }
}

/// Why inputs do not fit an operation.
public enum ShapeError: Error, Equatable, CustomStringConvertible {
    /// The operation needs another number of inputs.
    case inputCount(expected: Int, found: Int)
    /// The operation needs another number of axes.
    case rank(expected: Int, found: Shape)
    /// An axis has another extent than the parameters need.
    case extent(axis: String, expected: Int, found: Int)
    /// The window is larger than the padded input.
    case windowTooLarge(window: [Int], input: Shape)
    /// Stride, dilation, kernel or groups below 1, or padding that is negative or reaches the window's size.
    case badSetting(String, value: Int)
    /// Shapes that do not broadcast to each other.
    case notBroadcastable(Shape, Shape)
    /// More elements than any layer of a picture has.
    case tooLarge(Shape)
    /// The operation is not computed, for the reason given.
    case unsupported(String)
    /// A reshape that changes the number of elements.
    case elementCount(expected: Int, found: Int)

    public var description: String {
        switch self {
        case .inputCount(let expected, let found): "it takes \(expected) inputs, not \(found)"
        case .rank(let expected, let found): "it takes an input of \(expected) axes, not \(found)"
        case .extent(let axis, let expected, let found): "it takes \(expected) \(axis), not \(found)"
        case .windowTooLarge(let window, let input):
            "its window \(window.map(String.init).joined(separator: "×")) does not fit into \(input)"
        case .badSetting(let name, let value): "its \(name) cannot be \(value)"
        case .notBroadcastable(let a, let b): "\(a) and \(b) do not broadcast to each other"
        case .tooLarge(let shape): "its output would be \(shape)"
        case .unsupported(let reason): reason
        case .elementCount(let expected, let found): "it takes \(expected) elements, not \(found)"
        }
    }
}

/// A value computed from shapes that were checked when the graph was built.
func checked<Value>(_ value: @autoclosure () throws(ShapeError) -> Value) -> Value {
    do {
        return try value()
    } catch {
        preconditionFailure("the graph's shapes were checked when it was built: \(error)")
    }
}

extension [Shape] {
    /// Two operands, of which the second may be a constant of the operation.
    func pair(constant: Shape?) throws(ShapeError) -> (Shape, Shape) {
        let expected = constant == nil ? 2 : 1
        guard count == expected else { throw .inputCount(expected: expected, found: count) }
        return (self[0], constant ?? self[1])
    }

    /// The only input, which must have the given rank where one is named.
    func single(rank: Int? = nil) throws(ShapeError) -> Shape {
        guard count == 1 else { throw .inputCount(expected: 1, found: count) }
        if let rank, self[0].rank != rank { throw .rank(expected: rank, found: self[0]) }
        return self[0]
    }
}
