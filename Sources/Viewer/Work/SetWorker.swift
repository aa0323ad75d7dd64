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
    private let work = Mutex(Work())
    private let report: @Sendable (SetNews) -> Void

    private struct Work {
        /// Of all that is asked, the running one first.
        var running: [Cancellation] = []
        /// Analyses that were asked for and have not begun.
        var questions: [AnalysisQuestion] = []
        var isHeld = false
    }

    /// Seconds between two words on what was found.
    static let pause = 0.25
    private static let niceness: Int32 = 10

    /// - Parameter report: called on the queue of the studies.
    init(report: @escaping @Sendable (SetNews) -> Void) {
        self.report = report
    }

    /// Begins with a study, in place of all that is asked.
    func start(_ question: SetQuestion) {
        let cancellation = work.withLock { work in
            work.running.forEach { $0.cancel() }
            work = Work()
            return Self.begin(&work)
        }
        queue.async { self.answer(question, cancellation) }
    }

    /// Makes analyses after what is asked already: as many at once as go together, so that pictures pass the network once for all of
    /// them.
    func ask(_ questions: [AnalysisQuestion]) {
        guard !questions.isEmpty else { return }
        let cancellation = work.withLock { work in
            work.questions += questions
            return Self.begin(&work)
        }
        queue.async {
            while let together = self.takeQuestions(cancellation) { self.answer(together, cancellation) }
            self.end(cancellation)
        }
    }

    private static func begin(_ work: inout Work) -> Cancellation {
        let cancellation = Cancellation()
        if work.isHeld { cancellation.pause() }
        work.running.append(cancellation)
        return cancellation
    }

    private func end(_ cancellation: Cancellation) {
        work.withLock { $0.running.removeAll { $0 === cancellation } }
    }

    /// The questions that have waited longest and go through one pass: about one set and network, at one layer.
    private func takeQuestions(_ cancellation: Cancellation) -> [AnalysisQuestion]? {
        work.withLock { work in
            guard !cancellation.isCancelled, let first = work.questions.first else { return nil }
            let layer = work.questions.first { $0.kind.isOfLayer }?.layer
            func goes(_ question: AnalysisQuestion) -> Bool {
                question.number == first.number && question.layer == (first.kind.isOfLayer ? layer : nil)
            }
            let together = work.questions.filter(goes)
            work.questions.removeAll(where: goes)
            return together
        }
    }

    func keep(_ pace: SetPace) {
        work.withLock { work in
            work.isHeld = pace == .pause
            for cancellation in work.running { pace == .pause ? cancellation.pause() : cancellation.goOn() }
        }
    }

    /// Ends after the layer that is running.
    func stop() {
        work.withLock { work in
            work.running.forEach { $0.cancel() }
            work.questions = []
        }
        queue.sync {}
    }

    func tell(_ content: SetNews.Content, of number: Int) {
        report(SetNews(number: number, content: content))
    }

    private func answer(_ question: SetQuestion, _ cancellation: Cancellation) {
        defer { end(cancellation) }
        giveWay()
        let dataset = question.dataset
        let report = { self.report(SetNews(number: question.number, content: $0)) }
        do {
            try cancellation.check()
            var options = Study.Options()
            options.analyses = [Errors().name]
            let study = try Study(of: dataset, with: question.model, options, program: "")
            report(
                .began(
                    targets: study.description.targets, remarks: study.remarks,
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

    func giveWay() { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness) }

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
