import Words

/// Values chosen for a method's options as text, as they stand on a command line and in session files; an option
/// without a value has its standard one.
public struct OptionValues: Sendable, Hashable {
    private var values: [String: String]

    public init() {
        values = [:]
    }

    /// What differs from the standard values.
    init<Options: MethodOptions>(_ options: Options) {
        let standard = Options()
        values = [:]
        for field in Options.fields where field.text(options) != field.text(standard) {
            values[field.name] = field.text(options)
        }
    }

    /// - Throws: ``QuestionError`` for an option that the method does not have or a value that it does not take.
    public mutating func set(_ name: String, to value: String, for method: any ExplanationMethod) throws {
        guard let option = method.options.first(where: { $0.name == name }) else {
            throw QuestionError.unknownOption(
                name, method: method.name, known: method.options.map(\.name))
        }
        guard let value = option.value(value) else {
            throw QuestionError.badValue(value, option: name, allowed: option.allowed)
        }
        values[name] = value
    }

    /// The values of those options of a method that the computation depends on.
    public func computed(by method: any ExplanationMethod) -> OptionValues {
        var own = OptionValues()
        for option in method.options where option.stage == .computation {
            own.values[option.name] = text(option)
        }
        return own
    }

    /// What was chosen, by the options' names.
    public var chosen: [String: String] { values }

    /// The value of an option, as text.
    public func text(_ option: MethodOption) -> String { values[option.name] ?? option.standard }

    /// The value of a ``MethodOption/Kind/number(_:)`` or ``MethodOption/Kind/integer(_:)``.
    public func number(_ option: MethodOption) -> Double { Double(text(option)) ?? 0 }

    public func integer(_ option: MethodOption) -> Int { Int(text(option)) ?? 0 }

    func text(ofOption name: String) -> String? { values[name] }
}
