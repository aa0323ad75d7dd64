import Datasets
import Dispatch
import Foundation
import ModelFormats
import NeuralNetwork
import Studies
import Synchronization

/// Asks the network about a whole set of pictures, beside all other work.
final class SetWorker: Sendable {
    /// Its thread is its own, so that it can give way to those that answer a person.
    private let queue = DispatchQueue(label: "glassbox.sets", qos: .background)
    private let running = Mutex<Cancellation?>(nil)
    private let report: @Sendable (SetNews) -> Void

    /// Seconds between two words on what was found.
    private static let pause = 0.25
    private static let niceness: Int32 = 10

    /// - Parameter report: called on the queue of the studies.
    init(report: @escaping @Sendable (SetNews) -> Void) {
        self.report = report
    }

    /// Begins with a study, in place of the one that is running.
    func start(_ question: SetQuestion) {
        let cancellation = Cancellation()
        running.withLock {
            $0?.cancel()
            $0 = cancellation
        }
        queue.async { self.answer(question, cancellation) }
    }

    func keep(_ pace: SetPace) {
        running.withLock { pace == .pause ? $0?.pause() : $0?.goOn() }
    }

    /// Ends after the layer that is running.
    func stop() {
        running.withLock { $0?.cancel() }
        queue.sync {}
    }

    private func answer(_ question: SetQuestion, _ cancellation: Cancellation) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        let dataset = question.dataset
        let report = { self.report(SetNews(number: question.number, content: $0)) }
        do {
            try cancellation.check()
            var options = Study.Options()
            options.analyses = [Errors().name]
            let study = try Study(of: dataset, with: question.model, options, program: "")
            let remarks = dataset.remarks.map(\.words) + [study.matching?.words].compactMap(\.self)
            report(
                .began(
                    targets: study.description.targets, remarks: remarks,
                    count: study.description.pictureCount))
            var (answers, broken): ([PictureSet.Answer], Int) = ([], 0)
            var last = ContinuousClock.now - .seconds(1)
            _ = try StudyRun(study, cache: StudyRun.cacheFolder).run(
                order: .spread, cancellation: cancellation
            ) { progress in
                broken += progress.pictures.count { $0.broken != nil }
                answers += progress.pictures.compactMap { Self.answer($0, progress.results, study) }
                let isLast = progress.done == progress.count
                guard isLast || ContinuousClock.now - last >= .seconds(Self.pause) else { return }
                last = ContinuousClock.now
                report(.answers(answers, broken: broken, done: progress.done))
                (answers, broken) = ([], 0)
            }
            report(.finished)
        } catch is CancellationError {
            return
        } catch {
            report(.failed(error))
        }
    }

    /// Nil for a picture that cannot be used.
    private static func answer(
        _ picture: StudiedPicture, _ results: StudyResults, _ study: Study
    ) -> PictureSet.Answer? {
        guard let note = results.note(picture.place, by: Errors.self), let predicted = note.top.first,
            let confidence = note.probabilities.first,
            let path = study.dataset.filePath(at: study.order[picture.place])
        else { return nil }
        return PictureSet.Answer(
            place: picture.place, path: path, label: picture.label, target: picture.target,
            predicted: predicted, predictedName: study.description.className(predicted),
            confidence: confidence,
            loss: note.right.map { -log(max($0, .leastNormalMagnitude)) })
    }
}
