/// A value of the JSON that Keras writes (RFC 8259, with Python's `NaN` and `Infinity`).
enum KerasValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([KerasValue])
    case record([String: KerasValue])

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var list: [KerasValue]? { if case .list(let list) = self { list } else { nil } }
    var record: [String: KerasValue]? { if case .record(let record) = self { record } else { nil } }
    var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    var isNull: Bool { self == .null }

    /// A whole number, also where it was written with a fraction of zero.
    var integer: Int? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number)
        default: nil
        }
    }

    var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    subscript(key: String) -> KerasValue? { record?[key] }
}

extension KerasValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: KerasValue...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, KerasValue)...) {
        self = .record(Dictionary(elements) { _, last in last })
    }
}
