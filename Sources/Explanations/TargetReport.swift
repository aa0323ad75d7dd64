/// What was asked about, as JSON.
public struct TargetReport: Codable, Equatable, Sendable {
    /// As a person writes it: `class 281`, `#1 versus #2`.
    public let text: String
    /// Its number for the photo: for a class the score before any softmax or sigmoid.
    public let value: Double
    /// The output with the class's scores; null for a target that is no class's score.
    public let output: String?

    public init(text: String, value: Double, output: String?) {
        self.text = text
        self.value = value
        self.output = output
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(text, forKey: .text)
        try container.encode(value, forKey: .value)
        try container.encode(output, forKey: .output)
    }
}

extension Analysis {
    /// What is asked about with a class.
    public func targetReport(ofClass index: Int) -> TargetReport {
        let value = predictions.first { $0.index == index }?.logit ?? 0
        return TargetReport(
            text: target ?? "class \(index)", value: Double(value),
            output: target == nil ? model.explainedOutput : nil)
    }
}
