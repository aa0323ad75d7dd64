import ModelFormats

/// What was asked and what came of it, as JSON: printed by `explain`, saved by the window.
public struct ExplanationReport: Codable, Equatable {
    /// The class that was explained.
    public struct ClassReport: Codable, Equatable {
        public let index: Int
        public let label: String
    }

    public let image: String
    public let model: String
    public let method: String
    public let layer: String
    /// Null for a method that does not explain a class, and for a target that is no class's score.
    public let `class`: ClassReport?
    /// What was asked about; null for a method that does not explain a class.
    public let target: TargetReport?
    /// The network's most probable classes, the first of them first; empty where none were asked for.
    public let predictions: [Prediction]
    /// Every option of the method, by its name.
    public let options: [String: String]
    /// Where all randomness came from.
    public let seed: UInt64
    /// From the preprocessed photo to the answer, the network's passes included.
    public let seconds: Double
    /// The picture's file, or null.
    public let output: String?
    /// The array's file, or null.
    public let raw: String?
    /// The array's shape: feature maps C×H×W, a heat map H×W.
    public let shape: [Int]
    public let minimum: Float
    public let maximum: Float
    /// What there is to see, in a few sentences to be read aloud.
    public let summary: String
    public let notices: [String]

    public init(
        _ explanation: Explanation, image: String, model: Model, options: OptionValues, seed: UInt64,
        predictions: [Prediction] = [], seconds: Double, output: String? = nil, raw: String? = nil
    ) {
        self.image = image
        self.model = model.name
        method = explanation.method.name
        layer = explanation.layer.name
        `class` =
            explanation.isAboutNumber
            ? nil
            : explanation.classIndex.map { ClassReport(index: $0, label: explanation.classLabel ?? "\($0)") }
        target = explanation.target
        self.predictions = predictions
        let chosen = explanation.method.options.map { ($0.name, options.text($0)) }
        self.options = Dictionary(uniqueKeysWithValues: chosen)
        self.seed = seed
        self.seconds = seconds
        self.output = output
        self.raw = raw
        shape = explanation.raw.shape.dimensions
        (minimum, maximum) = explanation.raw.withUnsafeBufferPointer { ($0.min() ?? 0, $0.max() ?? 0) }
        summary = explanation.summary(predictions, explanation.presentation(options, in: nil)).english
        notices = explanation.notices.map(\.english)
    }

    /// Every key is there, null where it has no value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(image, forKey: .image)
        try container.encode(model, forKey: .model)
        try container.encode(method, forKey: .method)
        try container.encode(layer, forKey: .layer)
        try container.encode(`class`, forKey: .class)
        try container.encode(target, forKey: .target)
        try container.encode(predictions, forKey: .predictions)
        try container.encode(options, forKey: .options)
        try container.encode(seed, forKey: .seed)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(output, forKey: .output)
        try container.encode(raw, forKey: .raw)
        try container.encode(shape, forKey: .shape)
        try container.encode(minimum, forKey: .minimum)
        try container.encode(maximum, forKey: .maximum)
        try container.encode(summary, forKey: .summary)
        try container.encode(notices, forKey: .notices)
    }
}
