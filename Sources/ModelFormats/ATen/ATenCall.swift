import Tensors

/// One use of an operator of ATen.
struct ATenCall {
    /// With the name space: `aten.conv2d`.
    let operation: String
    /// The layer's name.
    let name: String
    /// By the names of the parameters.
    let arguments: [String: ATenArgument]
    let outputCount: Int

    private func argument(_ name: String) -> ATenArgument? {
        switch arguments[name] {
        case .none?, nil: nil
        case let argument: argument
        }
    }

    func has(_ name: String) -> Bool { argument(name) != nil }

    private func fault(_ name: String) -> UnsupportedFeature { .argument(name) }

    // MARK: Tensors

    func optionalTensor(_ name: String) throws -> TranslatedValue? {
        guard let argument = argument(name) else { return nil }
        guard case .tensor(let value) = argument else { throw fault(name) }
        return value
    }

    func tensor(_ name: String) throws -> TranslatedValue {
        guard let value = try optionalTensor(name) else { throw fault(name) }
        return value
    }

    func tensors(_ name: String) throws -> [TranslatedValue] {
        guard case .tensors(let values)? = argument(name), !values.contains(where: { $0 == nil }) else {
            throw fault(name)
        }
        return values.compactMap { $0 }
    }

    func optionalTensors(_ name: String) throws -> [TranslatedValue?] {
        guard case .tensors(let values)? = argument(name) else { throw fault(name) }
        return values
    }

    /// The extents of a tensor.
    func dimensions(_ name: String) throws -> [Int] {
        guard let dimensions = try tensor(name).dimensions else { throw UnsupportedFeature.uncomputedInputs }
        return dimensions
    }

    func rank(_ name: String) throws -> Int { try dimensions(name).count }

    // MARK: Numbers

    func boolean(_ name: String, _ standard: Bool = false) throws -> Bool {
        switch argument(name) {
        case nil: return standard
        case .boolean(let value): return value
        case .integer(let value): return value != 0
        default: throw fault(name)
        }
    }

    func optionalInteger(_ name: String) throws -> Int? {
        switch argument(name) {
        case nil: return nil
        case .integer(let value): return value
        case .integers(let values) where values.count == 1: return values[0]
        case .tensor(let value):
            guard let constant = value.constant, constant.count == 1, !constant.isFloat else {
                throw fault(name)
            }
            return constant.integers[0]
        default: throw fault(name)
        }
    }

    func integer(_ name: String, _ standard: Int? = nil) throws -> Int {
        guard let value = try optionalInteger(name) ?? standard else { throw fault(name) }
        return value
    }

    func optionalIntegers(_ name: String) throws -> [Int]? {
        switch argument(name) {
        case nil: return nil
        case .integer(let value): return [value]
        case .integers(let values): return values
        case .tensors(let values):
            // Extents that were computed stand among numbers as tensors of one element.
            return try values.map { value in
                guard let constant = value?.constant, constant.count == 1, !constant.isFloat else {
                    throw fault(name)
                }
                return constant.integers[0]
            }
        default: throw fault(name)
        }
    }

    func integers(_ name: String) throws -> [Int] {
        guard let values = try optionalIntegers(name) else { throw fault(name) }
        return values
    }

    /// One number for each spatial axis; a single one is for all of them.
    func integers(_ name: String, count: Int, _ standard: Int) throws -> [Int] {
        guard let values = try optionalIntegers(name), !values.isEmpty else {
            return Array(repeating: standard, count: count)
        }
        if values.count == 1 { return Array(repeating: values[0], count: count) }
        guard values.count == count else { throw fault(name) }
        return values
    }

    func optionalFloat(_ name: String) throws -> Float? {
        switch argument(name) {
        case nil: return nil
        case .float(let value): return value
        case .integer(let value): return Float(value)
        case .boolean(let value): return value ? 1 : 0
        case .tensor(let value):
            guard let constant = value.constant, constant.count == 1 else { throw fault(name) }
            return constant.tensor[0]
        default: throw fault(name)
        }
    }

    func float(_ name: String, _ standard: Float? = nil) throws -> Float {
        guard let value = try optionalFloat(name) ?? standard else { throw fault(name) }
        return value
    }

    func optionalFloats(_ name: String) throws -> [Float]? {
        switch argument(name) {
        case nil: return nil
        case .floats(let values): return values
        case .integers(let values): return values.map(Float.init)
        case .float(let value): return [value]
        default: throw fault(name)
        }
    }

    func text(_ name: String, _ standard: String) throws -> String {
        switch argument(name) {
        case nil: return standard
        case .text(let text): return text
        default: throw fault(name)
        }
    }

    func isText(_ name: String) -> Bool {
        if case .text? = argument(name) { true } else { false }
    }

    /// A type of elements; nil where none is given.
    func elementType(_ name: String) throws -> ATenElementType? {
        switch argument(name) {
        case nil: return nil
        case .elementType(let number), .integer(let number):
            guard let type = ATenElementType(number) else { throw UnsupportedFeature.castTo(type: number) }
            return type
        default: throw fault(name)
        }
    }

    /// A tensor, or a number as one: of the kind that `other` is, or its own.
    func operand(_ name: String, like other: TranslatedValue?, in network: inout ATenNetwork) throws
        -> TranslatedValue
    {
        switch argument(name) {
        case .tensor(let value): return value
        case .integer(let value):
            guard let other, let constant = other.constant, !constant.isFloat else {
                return network.translation.float(Float(value))
            }
            return network.translation.constant(ONNXValue([], .integers([Int64(value)])))
        default: return network.translation.float(try float(name))
        }
    }

    // MARK: Axes

    /// An axis counted from the front.
    func axis(_ value: Int, rank: Int) throws -> Int {
        let bound = max(rank, 1)
        guard value >= -bound, value < bound else { throw UnsupportedFeature.axis(value) }
        return value < 0 ? value + bound : value
    }

    func axis(_ name: String, _ standard: Int? = nil, rank: Int) throws -> Int {
        try axis(integer(name, standard), rank: rank)
    }
}

/// PyTorch's types of elements as far as they are told apart here.
enum ATenElementType {
    case float, integer, boolean

    /// - Parameter number: of an exported program's `ScalarType`, one more than PyTorch's own; nil for complex and
    ///   quantised types, and for floats of 8 bits.
    init?(_ number: Int) {
        switch number {
        case 1...5, 28: self = .integer
        case 6, 7, 8, 13: self = .float
        case 12: self = .boolean
        default: return nil
        }
    }
}
