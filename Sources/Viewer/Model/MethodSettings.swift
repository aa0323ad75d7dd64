import Explanations

extension ExplanationMethod {
    /// The options that have a row of their own; pages are turned below the result.
    var settings: [MethodOption] { options.filter { $0.role != .page } }

    /// Those that change something beside the values of the others.
    func settings(beside values: OptionValues) -> [MethodOption] {
        let unused = unusedOptions(values)
        return settings.filter { !unused.contains($0.name) }
    }
}
