import NeuralNetwork

/// What is asked of a method: all that every method is told, declared once.
public struct Question: Sendable {
    public var layer: Node
    /// For methods that explain a class; nil for the most probable one.
    public var classIndex: Int?
    public var options: OptionValues
    /// Where all randomness comes from.
    public var seed: UInt64
    /// Heeded between layers.
    public var cancellation: Cancellation?
    /// Who wants to know how far a long computation is.
    public var progress: ProgressReceiver?
    /// The tile of the page that somebody points at, to be done first.
    public var focus: Int?
    /// Where results that take long are kept for the next time (`Folders.cache`); nil to keep none.
    public var cacheFolder: String?

    public init(
        layer: Node, classIndex: Int? = nil, options: OptionValues = OptionValues(), seed: UInt64 = 0,
        cancellation: Cancellation? = nil, progress: ProgressReceiver? = nil, focus: Int? = nil,
        cacheFolder: String? = nil
    ) {
        self.layer = layer
        self.classIndex = classIndex
        self.options = options
        self.seed = seed
        self.cancellation = cancellation
        self.progress = progress
        self.focus = focus
        self.cacheFolder = cacheFolder
    }

    /// The class in question among those of a network with a classifier.
    func classIndex(in analysis: Analysis) -> Int { classIndex ?? analysis.predictions[0].index }

    /// The same question of which nobody watches the progress.
    var unwatched: Question {
        var copy = self
        copy.progress = nil
        return copy
    }

    /// Says how far the computation is and stops it when that is wanted: to be called after every batch.
    ///
    /// - Parameters:
    ///   - fraction: 0…1.
    ///   - partial: what is known so far; asked for only when somebody looks.
    /// - Throws: `CancellationError`.
    func report(_ fraction: Double, partial: () -> Explanation?) throws {
        try cancellation?.check()
        progress?.receive(fraction, partial: partial)
    }
}
