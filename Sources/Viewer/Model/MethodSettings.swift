import Explanations

extension ExplanationMethod {
    /// The options that have a row of their own; pages are turned below the result.
    var settings: [MethodOption] { options.filter { $0.role != .page } }
}
