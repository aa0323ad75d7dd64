import Datasets
import Dispatch
import Files
import Foundation
import ModelFormats
import NeuralNetwork
import Synchronization
import Training

/// Trains a network beside all other work.
final class TrainingWorker: Sendable {
    /// Its threads are its own, so that they can give way to those that answer a person.
    private let queue = DispatchQueue(label: "glassbox.training", qos: .background)
    private let running = Mutex<Cancellation?>(nil)
    /// Numbers of the trainings whose files are there.
    private let kept = Mutex<Set<Int>>([])
    private let report: @Sendable (TrainingNews) -> Void

    /// Examples that are shown before the training begins.
    static let exampleCount = 16
    /// Seconds between two words on how far the training is: steps of small networks take less.
    private static let pause = 0.05
    private static let niceness: Int32 = 10

    /// - Parameter report: called on the training's queue.
    init(report: @escaping @Sendable (TrainingNews) -> Void) {
        self.report = report
    }

    /// - Parameter watch: is told the folder of the epochs before the first is there.
    func obey(_ order: TrainingOrder, watch: @escaping @Sendable (_ folder: String) -> Void) {
        switch order {
        case .showExamples(let plan): queue.async { self.showExamples(plan) }
        case .start(let plan, let number):
            let cancellation = Cancellation()
            running.withLock { $0 = cancellation }
            queue.async { self.train(plan, number, cancellation, watch) }
        case .pause: running.withLock { $0?.pause() }
        case .goOn: running.withLock { $0?.goOn() }
        case .stop: running.withLock { $0?.cancel() }
        }
    }

    /// Ends after the step of a running training, and removes what the window's trainings wrote.
    func stop() {
        running.withLock { $0?.cancel() }
        queue.sync {}
        tidy(except: nil)
    }

    private func showExamples(_ plan: TrainingPlan) {
        do {
            let network = try TrainableNetwork(plan.network, start: .trained)
            let examples = TrainingExample.first(
                Self.exampleCount, of: plan.dataset(named: ""), for: network,
                plan.settings(size: network.preprocessing.rows))
            report(
                TrainingNews(number: 0, content: .examples(examples, names: plan.filledClasses.map(\.name))))
        } catch {
            report(TrainingNews(number: 0, content: .failed(error)))
        }
    }

    private func train(
        _ plan: TrainingPlan, _ number: Int, _ cancellation: Cancellation,
        _ watch: @Sendable (_ folder: String) -> Void
    ) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        let report = { self.report(TrainingNews(number: number, content: $0)) }
        do {
            let files = TrainingPlace.files(number)
            Self.removeAbandoned()
            tidy(except: number)
            guard Folders.make(files.epochs) else {
                throw FileError.cannotWrite(files.epochs, reason: "the folder cannot be made")
            }
            watch(files.epochs)
            let network = try TrainableNetwork(plan.network, start: .trained)
            try cancellation.check()
            let run = try TrainingRun(
                network, on: plan.dataset(named: Strings.chosenPhotos.english),
                settings: plan.settings(size: network.preprocessing.rows), output: files.path,
                keepsEpochs: true)
            var last = ContinuousClock.now - .seconds(1)
            try run.run(cancellation: cancellation) { event in
                if case .progress(let progress) = event, progress.done < progress.total {
                    guard ContinuousClock.now - last >= .seconds(Self.pause) else { return }
                    last = ContinuousClock.now
                }
                report(.event(event))
            }
            report(.finished)
        } catch is CancellationError {
            report(.stopped)
        } catch {
            report(.failed(error))
        }
    }

    /// Removes what windows left that ended without doing so.
    private static func removeAbandoned() {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: TrainingPlace.all)) ?? [] {
            guard let process = Int32(name), process != getpid(), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            try? manager.removeItem(atPath: "\(TrainingPlace.all)/\(name)")
        }
    }

    /// Removes this window's trainings but one.
    private func tidy(except number: Int?) {
        let old = kept.withLock { kept in
            defer { kept = number.map { [$0] } ?? [] }
            return kept.subtracting([number].compactMap { $0 })
        }
        for number in old {
            let folder = (TrainingPlace.files(number).path as NSString).deletingLastPathComponent
            try? FileManager.default.removeItem(atPath: folder)
        }
        // Stays while there is anything in it.
        if number == nil { rmdir(TrainingPlace.folder) }
    }
}
