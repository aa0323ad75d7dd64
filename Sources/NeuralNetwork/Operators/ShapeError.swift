import Tensors
import Words

/// Why inputs do not fit an operation: a clause that ``GraphError/shape(node:operation:_:)`` ends with.
public enum ShapeError: Refusal, Equatable {
    /// The operation needs another number of inputs.
    case inputCount(expected: Int, found: Int)
    /// The operation needs another number of axes.
    case rank(expected: Int, found: Shape)
    /// An axis has another extent than the parameters need.
    case extent(axis: Words, expected: Int, found: Int)
    /// The window is larger than the padded input.
    case windowTooLarge(window: [Int], input: Shape)
    /// Stride, dilation, kernel or groups below 1, or padding that is negative or reaches the window's size.
    case badSetting(Words, value: Int)
    /// Shapes that do not broadcast to each other.
    case notBroadcastable(Shape, Shape)
    /// More elements than any layer of a picture has.
    case tooLarge(Shape)
    /// The operation is not computed, for the reason given.
    case unsupported(Words)
    /// A reshape that changes the number of elements.
    case elementCount(expected: Int, found: Int)

    public var kind: RefusalKind { .badData }

    public var words: Words {
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

    /// One of each case, and one for each name of an axis or a setting.
    public static let examples: [ShapeError] =
        [
            .inputCount(expected: 2, found: 1), .rank(expected: 4, found: [1, 10]),
            .windowTooLarge(window: [7, 7], input: [5, 5]), .notBroadcastable([2, 3], [2, 4]),
            .tooLarge([1, 1 << 20, 1 << 20]), .unsupported("the operator Einsum is not supported"),
            .elementCount(expected: 12, found: 10),
        ]
        + axes.map { .extent(axis: $0, expected: 64, found: 3) }
        + settings.map { .badSetting($0, value: -1) }

    private static let axes: [Words] = [
        "channels", "features", "bias values", "along axis \(1)", "rows of the second matrix",
        "items of the batch",
    ]

    private static let settings: [Words] = [
        "groups", "kernel size", "stride", "dilation", "padding", "output size", "axis", "size", "input",
        "order of axes", "extent", "output extent", "position along axis \(1)",
    ]
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
