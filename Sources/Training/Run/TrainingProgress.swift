import Files
import Words

/// How far a training is.
public struct TrainingProgress: Sendable {
    public enum Phase: String, Sendable, Codable {
        /// What reaches the last layer is computed.
        case features
        case training
        case validation
    }

    public let phase: Phase
    /// From 1; 0 for ``Phase/features``.
    public let epoch: Int
    public let epochs: Int
    /// Pictures of the phase.
    public let done, total: Int
    /// The means of the epoch so far; nil where nothing was measured.
    public let loss, accuracy: Double?
    public let picturesPerSecond: Double
    /// Until the training's end, nil where it cannot be told yet.
    public let remainingSeconds: Double?

    public init(
        phase: Phase, epoch: Int, epochs: Int, done: Int, total: Int, loss: Double?, accuracy: Double?,
        picturesPerSecond: Double, remainingSeconds: Double?
    ) {
        (self.phase, self.epoch, self.epochs) = (phase, epoch, epochs)
        (self.done, self.total) = (done, total)
        (self.loss, self.accuracy) = (loss, accuracy)
        (self.picturesPerSecond, self.remainingSeconds) = (picturesPerSecond, remainingSeconds)
    }
}

/// What an epoch came to.
public struct EpochRecord: Sendable, Codable, Equatable {
    /// From 1.
    public var epoch: Int
    public var learningRate: Double
    /// Means over the epoch, each example before the step that learnt from it.
    public var loss, accuracy: Double
    /// Nil where nothing is kept for validation.
    public var validationLoss, validationAccuracy: Double?
    public var seconds: Double

    public init(
        epoch: Int, learningRate: Double, loss: Double, accuracy: Double, validationLoss: Double?,
        validationAccuracy: Double?, seconds: Double
    ) {
        (self.epoch, self.learningRate) = (epoch, learningRate)
        (self.loss, self.accuracy) = (loss, accuracy)
        (self.validationLoss, self.validationAccuracy) = (validationLoss, validationAccuracy)
        self.seconds = seconds
    }
}

/// A part of a training, as it is told to who started it.
public enum TrainingEvent: Sendable {
    case progress(TrainingProgress)
    case epoch(EpochRecord)
    case remark(TrainingRemark)
}

/// What one should know of a training.
public enum TrainingRemark: Sendable, Equatable {
    /// A picture is left out.
    case broken(name: String, reason: Words)
    /// A batch goes in parts.
    case split(batch: Int, parts: Int)
    /// It goes on after some epochs and pictures of the next.
    case resumed(epochs: Int, pictures: Int)

    public var words: Words {
        switch self {
        case .broken(let name, let reason): "\(name) is left out: \(clause: reason)"
        case .split(let batch, let parts):
            "There is not memory for \(batch) pictures at once, so each step takes them in \(parts) parts and adds up their gradients; batch normalisation sees one part at a time."
        case .resumed(let epochs, let pictures):
            "Going on after \(epochs) epochs and \(pictures) pictures."
        }
    }

    public static let examples: [TrainingRemark] = [
        .broken(name: "a/b.png", reason: FileError.empty("a/b.png").words), .split(batch: 256, parts: 2),
        .resumed(epochs: 2, pictures: 80),
    ]
}
