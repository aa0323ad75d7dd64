import Files
import Foundation
import ModelFormats
import Training
import Words

/// A training as the window knows it: what is wanted, how far it is, and what came of it.
struct TrainingDesk: Sendable {
    enum Phase: Sendable, Equatable {
        /// Nothing runs.
        case ready
        case running, paused
        /// It ends after the step.
        case stopping
    }

    var plan = TrainingPlan()
    var phase = Phase.ready
    /// Grows with each training; news of an earlier one come too late.
    var number = 0
    var progress: TrainingProgress?
    var history: [EpochRecord] = []
    /// Epochs that the training was to have.
    var epochs = 0
    /// What one should know, each once: broken photos among them.
    var remarks: [Words] = []
    var failure: Words?
    /// The network's file as soon as an epoch is done.
    var result: String?
    var isSaved = false
    /// The first of what the network is to see.
    var examples: [TrainingExample] = []
    /// Names of the examples' classes.
    var exampleNames: [String] = []
    /// Changes with the examples, for textures.
    var examplesVersion = 0

    var isBusy: Bool { phase != .ready }
    /// Whether there is something that closing the window would lose.
    var hasUnsaved: Bool { isBusy || result != nil && !isSaved }

    /// A point of a curve: epochs that are done, and a loss or a part of the photos.
    typealias Curve = [(x: Double, y: Double)]

    /// Losses of the photos that are learnt from, the running epoch's so far at the end.
    var losses: Curve { curve(\.loss, \.loss) }
    var accuracies: Curve { curve(\.accuracy, \.accuracy) }
    var validationLosses: Curve {
        history.compactMap { record in record.validationLoss.map { (Double(record.epoch), $0) } }
    }
    var validationAccuracies: Curve {
        history.compactMap { record in record.validationAccuracy.map { (Double(record.epoch), $0) } }
    }

    private func curve(
        _ past: KeyPath<EpochRecord, Double>, _ present: KeyPath<TrainingProgress, Double?>
    ) -> Curve {
        var points = history.map { (x: Double($0.epoch), y: $0[keyPath: past]) }
        if let progress, progress.phase == .training, progress.epoch > history.count,
            let value = progress[keyPath: present]
        {
            points.append(
                (Double(progress.epoch - 1) + Double(progress.done) / Double(max(1, progress.total)), value))
        }
        return points
    }
}

/// What a person does on the card for training.
enum TrainingAction: Hashable, Sendable {
    /// Photos and folders; into a box by its position, or boxes of their own.
    case add([String], to: Int?)
    case removeClass(Int)
    case chooseNetwork(String)
    case chooseEpochs(Int)
    /// A position in ``TrainingPlan/rates``.
    case chooseRate(Int)
    case learnHeadOnly(Bool)
    case toggleVariation(String)
    case showExamples
    case start, pause, goOn, stop
}

/// What the loop has the trainer do.
enum TrainingOrder: Equatable, Sendable {
    case showExamples(TrainingPlan)
    /// - number: of the training.
    case start(TrainingPlan, number: Int)
    case pause, goOn, stop
}

/// What a training tells the window.
struct TrainingNews: Sendable {
    enum Content: Sendable {
        case event(TrainingEvent)
        case examples([TrainingExample], names: [String])
        case finished
        case stopped
        case failed(any Error)
    }

    /// Of the training; 0 for examples.
    let number: Int
    let content: Content
}

/// Where the window's own trainings lie until they are saved.
enum TrainingPlace {
    /// This process's own folder, which it removes when it ends.
    static var folder: String { "\(all)/\(getpid())" }
    /// The folders of all processes.
    static var all: String { Folders.cache + "/training" }

    /// The network's file; the folder of its epochs stands beside it.
    static func files(_ number: Int) -> TrainedFiles {
        TrainedFiles("\(folder)/\(number)/network.safetensors")
    }
}
