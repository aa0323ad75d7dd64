import Words

/// Why a training does not begin, or does not go on.
public enum TrainingError: Refusal, Equatable {
    /// The loss is infinite or not a number.
    case notFinite
    /// Fewer than two classes have pictures.
    case tooFewClasses(String, count: Int)
    /// No picture is left to learn from.
    case noExamples(String)
    /// Layers that would keep their values.
    case untrainedLayers(String, first: String, count: Int)
    case noCheckpoint(String)
    case otherCheckpoint(String)
    /// A checkpoint of a training with other settings, which options say.
    case otherSettings(String, options: [String])
    case otherExamples(String)
    case otherNetwork(String, found: String)

    public static let examples: [TrainingError] = [
        .notFinite, .tooFewClasses("photos", count: 1), .noExamples("photos"),
        .untrainedLayers("ViT-B/16", first: "encoder.0", count: 12), .noCheckpoint("cats.checkpoint"),
        .otherCheckpoint("cats.checkpoint"), .otherSettings("cats.checkpoint", options: ["--batch"]),
        .otherExamples("cats.checkpoint"), .otherNetwork("cats.checkpoint", found: "resnet18"),
    ]

    public var kind: RefusalKind {
        switch self {
        case .notFinite, .untrainedLayers: .unavailable
        case .tooFewClasses, .noExamples, .otherCheckpoint: .badData
        case .noCheckpoint: .noInput
        case .otherSettings, .otherExamples, .otherNetwork: .usage
        }
    }

    public var words: Words {
        switch self {
        case .notFinite:
            "The loss is no longer a finite number; a smaller --learning-rate or --clip 1 keeps it finite."
        case .tooFewClasses(let path, let count):
            "\(path) has pictures of \(count) classes; a network learns to tell at least two apart."
        case .noExamples(let path): "\(path) leaves no picture to learn from."
        case .untrainedLayers(let title, let first, let count):
            "\(title) has \(count) layers that cannot be trained here, such as \(first); --head-only trains its last layer."
        case .noCheckpoint(let path):
            "There is no checkpoint \(path) to go on from; without --resume the training begins."
        case .otherCheckpoint(let path): "\(path) is no checkpoint of a training."
        case .otherSettings(let path, let options):
            "\(path) belongs to a training with other values of \(options.joined(separator: ", ")); name the same ones, or leave out --resume."
        case .otherExamples(let path):
            "\(path) belongs to a training on other pictures; leave out --resume to begin anew."
        case .otherNetwork(let path, let found):
            "\(path) belongs to a training of \(found); leave out --resume to begin anew."
        }
    }
}

/// The errors of this module.
public enum TrainingRefusals {
    public static let all: [any Refusal.Type] = [TrainingError.self]
}
