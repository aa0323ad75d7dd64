/// All that a training follows from besides its network and its examples.
public struct TrainingSettings: Sendable, Hashable, Codable {
    /// How often every example is seen.
    public var epochs: Int
    /// Examples of a step.
    public var batch: Int
    public var optimizer: OptimizerSettings
    public var schedule: Schedule
    public var loss: Loss
    public var augmentation: Augmentation
    /// The greatest length of all gradients together, or nil for any.
    public var clip: Double?
    /// Rows and columns of the network's input.
    public var size: Int
    /// The part of the examples that shows how well the network does, where the set states none, 0..<1.
    public var validation: Double
    /// What the split, the order, the new layer, the variations and dropout follow from.
    public var seed: UInt64
    /// Whether only the last layer learns; what reaches it is then computed once.
    public var isHeadOnly: Bool

    public init(
        epochs: Int = 10, batch: Int = 32,
        optimizer: OptimizerSettings = OptimizerSettings(.adam, learningRate: 1e-4),
        schedule: Schedule = Schedule(), loss: Loss = .crossEntropy(smoothing: 0),
        augmentation: Augmentation = Augmentation(), clip: Double? = nil, size: Int,
        validation: Double = 0.2, seed: UInt64 = 0, isHeadOnly: Bool = false
    ) {
        self.epochs = epochs
        self.batch = batch
        self.optimizer = optimizer
        self.schedule = schedule
        self.loss = loss
        self.augmentation = augmentation
        self.clip = clip
        self.size = size
        self.validation = validation
        self.seed = seed
        self.isHeadOnly = isHeadOnly
    }

    /// What a setting is called on the command line, of those that differ.
    func differences(from other: TrainingSettings) -> [String] {
        let pairs: [(String, Bool)] = [
            ("--epochs", epochs == other.epochs), ("--batch", batch == other.batch),
            ("--optimizer", optimizer.kind == other.optimizer.kind),
            ("--learning-rate", optimizer.learningRate == other.optimizer.learningRate),
            ("--weight-decay", optimizer.weightDecay == other.optimizer.weightDecay),
            (
                "--momentum",
                optimizer.momentum == other.optimizer.momentum
                    && optimizer.isNesterov == other.optimizer.isNesterov
            ),
            ("--schedule", schedule == other.schedule), ("--loss", loss == other.loss),
            ("--augment", augmentation == other.augmentation), ("--clip", clip == other.clip),
            ("--size", size == other.size), ("--validation", validation == other.validation),
            ("--seed", seed == other.seed), ("--head-only", isHeadOnly == other.isHeadOnly),
        ]
        return pairs.filter { !$0.1 }.map(\.0)
    }
}
