import NeuralNetwork

/// An operator of ATen, PyTorch's library: all that reading one asks for.
///
/// An operator is one value in its family's file and one line in ``ATenOperators/all``. Forms that differ in their types
/// only (`add.Tensor`, `add.Scalar`) are one operator with the arguments of all of them.
///
/// Specification: `native_functions.yaml` of PyTorch 2.15.
struct ATenOperator: Sendable {
    /// Adds the layers of a call and says what its outputs stand for.
    typealias Build = @Sendable (ATenCall, inout ATenNetwork) throws -> [ATenResult]

    /// Without the name space, and without the underscore of a form that changes its input.
    let name: String
    /// The arguments in their order.
    let parameters: [String]
    let required: Set<String>
    let kind: LayerKind
    /// Whether the output may share its elements with the first argument.
    let isView: Bool
    let build: Build

    /// - Parameter signature: the name and the arguments, those that may be left out with a question mark:
    ///   `linear(input, weight, bias?)`.
    init(_ signature: String, kind: LayerKind, isView: Bool = false, build: @escaping Build) {
        let parts = signature.split(separator: "(")
        precondition(parts.count == 2 && signature.hasSuffix(")"), "\(signature) is no signature")
        name = String(parts[0])
        let list = parts[1].dropLast().split(separator: ",").map { $0.drop { $0 == " " } }
        parameters = list.map { String($0.last == "?" ? $0.dropLast() : $0) }
        required = Set(list.filter { $0.last != "?" }.map(String.init))
        self.kind = kind
        self.isView = isView
        self.build = build
    }
}

/// An output of a call.
enum ATenResult {
    case value(TranslatedValue)
    case list([TranslatedValue])

    var values: [TranslatedValue] {
        switch self {
        case .value(let value): [value]
        case .list(let values): values
        }
    }
}

/// An argument of a call.
enum ATenArgument {
    case none
    case tensor(TranslatedValue)
    case tensors([TranslatedValue?])
    case boolean(Bool)
    case integer(Int)
    case integers([Int])
    case float(Float)
    case floats([Float])
    case text(String)
    /// A type of elements, by PyTorch's number.
    case elementType(Int)
    /// What changes nothing here: a device, a layout, an order in memory.
    case inert
    /// Something that is not read.
    case other
}
