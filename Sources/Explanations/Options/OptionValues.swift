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

    /// Chooses a value that the option takes.
    mutating func choose(_ value: String, for option: MethodOption) { values[option.name] = value }

    /// What was chosen, by the options' names.
    public var chosen: [String: String] { values }

    /// The value of an option, as text.
    public func text(_ option: MethodOption) -> String { values[option.name] ?? option.standard }

    /// The value of a ``MethodOption/Kind/number(_:)`` or ``MethodOption/Kind/integer(_:)``.
    public func number(_ option: MethodOption) -> Double { Double(text(option)) ?? 0 }

    public func integer(_ option: MethodOption) -> Int { Int(text(option)) ?? 0 }

    func text(ofOption name: String) -> String? { values[name] }
}
