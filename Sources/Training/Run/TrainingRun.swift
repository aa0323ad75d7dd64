import Datasets
import Files
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// A training from its examples to its files.
///
/// Not Sendable: it stays on the queue that made it.
public final class TrainingRun {
    public let network: TrainableNetwork
    public let dataset: Dataset
    public let settings: TrainingSettings
    public let files: TrainedFiles
    /// Positions in the set.
    public let split: Split
    /// What the epochs came to, those of runs before among them.
    public private(set) var history: [EpochRecord] {
        get { state.history }
        set { state.history = newValue }
    }

    /// The network, whose values change while it is trained.
    public var graph: Graph { made.graph }

    private let made: TrainableNetwork.Made
    private let preprocessing: Preprocessing
    private var state: TrainingCheckpoint.State
    private var memory: [String: Tensor] = [:]
    private let isResumed: Bool
    private let keepsEpochs: Bool

    /// - Parameters:
    ///   - output: the `.safetensors` file.
    ///   - resumes: whether it goes on from the checkpoint beside it.
    ///   - keepsEpochs: whether the network after each epoch is kept, and the one at the start: ``TrainedFiles/epoch(_:)``.
    /// - Throws: ``TrainingError``, ``TrainableNetworkError``, `GraphError`, `FileError`.
    public init(
        _ network: TrainableNetwork, on dataset: Dataset, settings: TrainingSettings, output: String,
        resumes: Bool = false, keepsEpochs: Bool = false
    ) throws {
        self.keepsEpochs = keepsEpochs
        self.network = network
        self.dataset = dataset
        self.settings = settings
        files = TrainedFiles(output)
        split = dataset.split(validation: settings.validation, seed: settings.seed)
        let classes = dataset.classNames.count
        guard classes >= 2 else { throw TrainingError.tooFewClasses(dataset.path, count: classes) }
        guard !split.training.isEmpty else { throw TrainingError.noExamples(dataset.path) }
        made = try network.make(classes: classes, size: settings.size, seed: settings.seed)
        preprocessing = network.preprocessing.fitted(to: made.graph.inputShape)
        state = TrainingCheckpoint.State(
            architecture: network.architecture.name, settings: settings,
            fingerprint: Self.fingerprint(of: dataset))
        isResumed = resumes
        if resumes { try resume() }
    }

    private static func fingerprint(of dataset: Dataset) -> String {
        let mask: UInt64 = 0x100_0000_01B3
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for entry in dataset.entries {
            for byte in "\(entry.name)\u{0}\(entry.label ?? -1)\u{0}".utf8 {
                hash = (hash ^ UInt64(byte)) &* mask
            }
        }
        return String(hash, radix: 16)
    }

    private func resume() throws {
        let path = TrainingCheckpoint.path(for: files.path)
        let checkpoint = try TrainingCheckpoint(path: path)
        guard checkpoint.state.architecture == state.architecture else {
            throw TrainingError.otherNetwork(path, found: checkpoint.state.architecture)
        }
        let differences = settings.differences(from: checkpoint.state.settings)
        guard differences.isEmpty else { throw TrainingError.otherSettings(path, options: differences) }
        guard checkpoint.state.fingerprint == state.fingerprint else {
            throw TrainingError.otherExamples(path)
        }
        for parameter in made.parameters {
            guard let values = checkpoint.values[parameter.name], values.shape == parameter.tensor.shape
            else {
                throw TrainingError.otherCheckpoint(path)
            }
            parameter.update { target, _ in
                values.withUnsafeBufferPointer { _ = target.update(fromContentsOf: $0) }
            }
        }
        state = checkpoint.state
        memory = checkpoint.memory
    }

    /// Trains, and writes the files after each epoch.
    ///
    /// - Parameters:
    ///   - cancellation: ends the run after the step, with a checkpoint.
    ///   - tell: is called on this thread.
    /// - Throws: ``TrainingError``, `FileError`, `CancellationError`, what a pass throws.
    public func run(
        cancellation: Cancellation = Cancellation(), tell: @escaping (TrainingEvent) -> Void
    ) throws {
        try files.check(keepsEpochs: keepsEpochs)
        try WholeFile.write(dataset.table(of: split), to: files.split)
        if keepsEpochs, state.steps == 0 { try write(to: files.epoch(0)) }
        if isResumed { tell(.remark(.resumed(epochs: state.epoch, pictures: state.position))) }
        var told: Set<Int> = []
        let pictures = PictureFeed(
            dataset: dataset, preprocessing: preprocessing, augmentation: settings.augmentation
        ) { broken in
            if told.insert(broken.index).inserted {
                tell(.remark(.broken(name: broken.name, reason: broken.reason)))
            }
        }
        let (graph, feed) =
            settings.isHeadOnly
            ? try headAndFeatures(pictures, cancellation, tell) : (made.graph, pictures as any Feed)
        let trainer = try Trainer(
            graph, made.parameters, seed: settings.seed, loss: settings.loss, clip: settings.clip
        ) { [settings, memory, state] in
            Optimizer(settings.optimizer, $0, memory: memory, count: state.steps)
        }
        if !settings.isHeadOnly, let first = trainer.executor.untrainedLayers.first {
            throw TrainingError.untrainedLayers(
                network.title, first: first, count: trainer.executor.untrainedLayers.count)
        }
        if trainer.largestPass < settings.batch {
            let parts = (settings.batch + trainer.largestPass - 1) / trainer.largestPass
            tell(.remark(.split(batch: settings.batch, parts: parts)))
        }
        while state.epoch < settings.epochs {
            try epoch(trainer, feed, cancellation, tell)
        }
        unlink(TrainingCheckpoint.path(for: files.path))
    }

    /// The graph above what is computed once, and what that is.
    private func headAndFeatures(
        _ pictures: PictureFeed, _ cancellation: Cancellation, _ tell: (TrainingEvent) -> Void
    ) throws -> (Graph, any Feed) {
        let node = made.graph.nodes[made.headLayer].inputs[0]
        let executor = try Executor(network.graph(of: made, values: made.values, size: settings.size))
        let indexes = split.training + split.validation
        let start = ContinuousClock.now
        let feed = try FeatureFeed(
            of: pictures, indexes, on: executor, node: node, batch: 32,
            progress: { done in
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                tell(
                    .progress(
                        TrainingProgress(
                            phase: .features, epoch: 0, epochs: settings.epochs, done: done,
                            total: indexes.count, loss: nil, accuracy: nil,
                            picturesPerSecond: Double(done) / max(seconds, 1e-9), remainingSeconds: nil)))
            }, cancellation: cancellation)
        return (try made.graph.upperPart(above: node), feed)
    }

    private func epoch(
        _ trainer: Trainer, _ feed: any Feed, _ cancellation: Cancellation, _ tell: (TrainingEvent) -> Void
    ) throws {
        let number = state.epoch
        let (order, seed) = EpochOrder.of(
            split.training, epoch: number, seed: settings.seed)
        let steps = (order.count + settings.batch - 1) / settings.batch
        let next = feed.batches(order, from: state.position, size: settings.batch, seed: seed)
        let (start, before) = (ContinuousClock.now, state.seconds)
        let first = state.seen
        var rate = settings.optimizer.learningRate
        while let batch = next() {
            // Batch normalisation has nothing to tell of a single example.
            if batch.labels.count == 1, state.seen > 0 {
                state.position = batch.end
                continue
            }
            rate =
                settings.optimizer.learningRate
                * settings.schedule.factor(
                    epoch: number, position: state.position / settings.batch, steps: steps,
                    epochs: settings.epochs)
            let outcome = try trainer.step(
                batch.inputs, batch.labels.map { .one($0) }, learningRate: rate)
            state.position = batch.end
            state.seen += batch.labels.count
            state.lossSum += outcome.loss * Double(batch.labels.count)
            state.correct += outcome.correct
            state.steps = trainer.stepCount
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            state.seconds = before + seconds
            let speed = Double(state.seen - first) / max(seconds, 1e-9)
            let rest = order.count - state.position + (settings.epochs - number - 1) * order.count
            tell(
                .progress(
                    TrainingProgress(
                        phase: .training, epoch: number + 1, epochs: settings.epochs, done: state.position,
                        total: order.count, loss: state.lossSum / Double(state.seen),
                        accuracy: Double(state.correct) / Double(state.seen), picturesPerSecond: speed,
                        remainingSeconds: Double(rest) / max(speed, 1e-9))))
            cancellation.waitWhilePaused()
            if cancellation.isCancelled {
                try writeCheckpoint(trainer)
                throw CancellationError()
            }
        }
        guard state.seen > 0 else { throw TrainingError.noExamples(dataset.path) }
        let validated = try validate(feed, cancellation, tell)
        let record = EpochRecord(
            epoch: number + 1, learningRate: rate, loss: state.lossSum / Double(state.seen),
            accuracy: Double(state.correct) / Double(state.seen), validationLoss: validated?.loss,
            validationAccuracy: validated?.accuracy,
            seconds: before + (ContinuousClock.now - start) / .seconds(1))
        history.append(record)
        state.epoch = number + 1
        (state.position, state.seen, state.lossSum, state.correct, state.seconds) = (0, 0, 0, 0, 0)
        try writeCheckpoint(trainer)
        try write(to: files)
        if keepsEpochs { try write(to: files.epoch(record.epoch)) }
        tell(.epoch(record))
    }

    private func write(to files: TrainedFiles) throws {
        try files.write(
            made.parameters.map { ($0.name, $0.tensor) }, of: network, classNames: dataset.classNames,
            size: settings.size)
    }

    private func writeCheckpoint(_ trainer: Trainer) throws {
        let data = try TrainingCheckpoint.data(
            state, values: made.parameters.map { ($0.name, $0.tensor) }, memory: trainer.memory)
        try WholeFile.write(data, to: TrainingCheckpoint.path(for: files.path))
    }

    /// The loss and the accuracy on what is kept for validation, by the network as it is used later.
    private func validate(
        _ feed: any Feed, _ cancellation: Cancellation, _ tell: (TrainingEvent) -> Void
    ) throws -> (loss: Double, accuracy: Double)? {
        guard !split.validation.isEmpty else { return nil }
        var graph = try network.graph(of: made, values: made.values, size: settings.size)
        if settings.isHeadOnly {
            graph = try graph.upperPart(above: made.graph.nodes[made.headLayer].inputs[0])
        }
        let executor = try Executor(graph)
        let next = feed.batches(split.validation, from: 0, size: min(settings.batch, 64), seed: nil)
        let start = ContinuousClock.now
        var (sum, correct, seen) = (0.0, 0, 0)
        while let batch = next() {
            let scores = try executor.output(for: batch.inputs, cancellation: cancellation)
            let items = batch.labels.count
            let outcome = settings.loss(
                scores.reshaped([items, scores.count / items]), batch.labels.map { .one($0) })
            sum += outcome.sum
            correct += outcome.correct
            seen += items
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            tell(
                .progress(
                    TrainingProgress(
                        phase: .validation, epoch: state.epoch + 1, epochs: settings.epochs, done: batch.end,
                        total: split.validation.count, loss: sum / Double(seen),
                        accuracy: Double(correct) / Double(seen),
                        picturesPerSecond: Double(seen) / max(seconds, 1e-9), remainingSeconds: nil)))
        }
        guard seen > 0 else { return nil }
        return (sum / Double(seen), Double(correct) / Double(seen))
    }
}
