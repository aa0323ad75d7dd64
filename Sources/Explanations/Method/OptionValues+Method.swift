extension OptionValues {
    /// - Throws: ``QuestionError`` for an option that the method does not have or a value that it does not take.
    public mutating func set(_ name: String, to value: String, for method: any ExplanationMethod) throws {
        guard let option = method.options.first(where: { $0.name == name }) else {
            throw QuestionError.unknownOption(
                name, method: method.name, known: method.options.map(\.name))
        }
        guard let value = option.value(value) else {
            throw QuestionError.badValue(value, option: name, allowed: option.allowed)
        }
        choose(value, for: option)
    }

    /// The values of those options of a method that the computation depends on.
    public func computed(by method: any ExplanationMethod) -> OptionValues {
        var own = OptionValues()
        for option in method.options where option.stage == .computation {
            own.choose(text(option), for: option)
        }
        return own
    }
}
