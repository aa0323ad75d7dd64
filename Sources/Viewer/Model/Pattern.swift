import Files

/// What a lesson expects of a value that the window shows.
///
/// | Written | It holds where |
/// |---|---|
/// | a number, a text, true, false | the value is the same; of several values, one is |
/// | `"*"` | there is a value |
/// | null | there is none |
/// | a record | each of its entries holds for the value's entry of that name |
/// | a list | the value is the same list |
/// | `{"not": P}` | P does not hold |
/// | `{"any": [P, Q]}` | one of them holds |
/// | `{"least": N}`, `{"most": N}` | the value is a number, not below or not above N |
enum Pattern {
    static let operators: Set = ["not", "any", "least", "most"]

    static func holds(_ pattern: JSONValue, of value: JSONValue?) -> Bool {
        switch pattern {
        case .null: return isNothing(value)
        case .text("*"): return !isNothing(value)
        case .list: return value == pattern
        case .record(let entries):
            if isOperation(pattern) {
                return entries.allSatisfy { holds(operation: $0.key, $0.value, of: value) }
            }
            guard let record = value?.record else { return false }
            return entries.allSatisfy { holds($0.value, of: record[$0.key]) }
        default:
            if let list = value?.list { return list.contains { isSame($0, pattern) } }
            return value.map { isSame($0, pattern) } ?? false
        }
    }

    /// Whether it says something about a value in place of saying one.
    static func isOperation(_ pattern: JSONValue) -> Bool {
        guard let entries = pattern.record, !entries.isEmpty else { return pattern == .text("*") }
        return entries.keys.allSatisfy(operators.contains)
    }

    /// Whether it says one value, and so what to show.
    static func isValue(_ pattern: JSONValue) -> Bool {
        !isOperation(pattern) && (pattern.record?.values.allSatisfy(isValue) ?? true)
    }

    private static func holds(operation name: String, _ pattern: JSONValue, of value: JSONValue?) -> Bool {
        switch name {
        case "not": !holds(pattern, of: value)
        case "any": pattern.list?.contains { holds($0, of: value) } ?? false
        case "least": number(value).map { $0 >= number(pattern) ?? .infinity } ?? false
        case "most": number(value).map { $0 <= number(pattern) ?? -.infinity } ?? false
        default: false
        }
    }

    private static func isNothing(_ value: JSONValue?) -> Bool {
        value == nil || value == .null || value == .list([]) || value == .record([:])
    }

    /// Numbers may stand as texts, as options do in a session.
    private static func number(_ value: JSONValue?) -> Double? {
        value?.number ?? value?.text.flatMap(Double.init)
    }

    private static func isSame(_ value: JSONValue, _ pattern: JSONValue) -> Bool {
        if value == pattern { return true }
        guard let one = number(value), let other = number(pattern) else { return false }
        return one == other
    }
}
