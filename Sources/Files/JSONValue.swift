import Foundation

/// A value of a JSON text that may have any form.
///
/// Python writes `NaN` and `Infinity`, which are numbers here, too. Where a key occurs more than once, its last value is kept.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A whole number beyond `Int.max`, as seeds are.
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case record([String: JSONValue])

    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
    public var record: [String: JSONValue]? { if case .record(let record) = self { record } else { nil } }
    public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    public var isNull: Bool { self == .null }

    /// A whole number, also where it was written with a fraction of zero.
    public var integer: Int? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int(exactly: number)
        default: nil
        }
    }

    public var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .unsigned(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    public subscript(key: String) -> JSONValue? { record?[key] }
}

extension JSONValue {
    /// Nested lists and records at most, which keeps the stack from running over.
    public static let depthLimit = 512

    /// Parses a whole JSON text in UTF-8.
    ///
    /// - Returns: nil where it is none, or is nested more than ``depthLimit`` deep.
    public init?(parsing text: some Collection<UInt8>) {
        let value =
            text.withContiguousStorageIfAvailable { JSONReader.value(of: $0) }
            ?? Array(text).withUnsafeBufferPointer { JSONReader.value(of: $0) }
        guard let value else { return nil }
        self = value
    }

    /// The value that a JSON text has for a type of the program's, as ``decoded(as:)`` reads it.
    ///
    /// - Returns: nil where the text is no JSON or has something else.
    public static func decode<Value: Decodable>(_ type: Value.Type, from text: some Collection<UInt8>)
        -> Value?
    {
        JSONValue(parsing: text)?.decoded(as: type)
    }

    /// The value for a type of the program's, that ``JSONText`` can have written.
    ///
    /// - Returns: nil where this is something else.
    public func decoded<Value: Decodable>(as type: Value.Type) -> Value? {
        // Written anew, it has nothing at which Foundation would end the program.
        try? JSONText.decoder().decode(type, from: Data(json.utf8))
    }

    /// A value of a type of the program's as JSON.
    ///
    /// - Returns: nil where it has no form there.
    public init?(encoding value: some Encodable) {
        guard let data = try? JSONText.data(of: value) else { return nil }
        self.init(parsing: data)
    }

    /// The value as JSON; numbers that are none are null.
    var json: String {
        switch self {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): "\(integer)"
        case .unsigned(let integer): "\(integer)"
        case .number(let number): number.isFinite ? "\(number)" : "null"
        case .text(let text): Self.quoted(text)
        case .list(let list): "[\(list.map(\.json).joined(separator: ","))]"
        case .record(let record):
            "{\(record.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\0"..<" ": quoted += String(format: "\\u%04x", scalar.value)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .record(Dictionary(elements) { _, last in last })
    }
}
