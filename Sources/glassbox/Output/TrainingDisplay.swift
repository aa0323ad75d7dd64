import Foundation
import Training
import Words

/// What a training tells: a bar on standard error and a line for each epoch on standard output, or JSON lines.
final class TrainingDisplay {
    private let asJSON: Bool
    private var bar: ProgressDisplay?
    private var part = ""

    init(_ run: TrainingRun, asJSON: Bool) {
        self.asJSON = asJSON
        guard !asJSON else { return }
        print(
            "\(run.network.title), \(run.dataset.classNames.count) classes: \(run.split.training.count) pictures to learn from, \(run.split.validation.count) for validation."
        )
    }

    func show(_ event: TrainingEvent) {
        switch event {
        case .progress(let progress):
            if asJSON { return line(Progress(progress)) }
            let name = progress.phase == .features ? "features" : "epoch \(progress.epoch)"
            if name != part {
                end()
                bar = ProgressDisplay(of: name)
                part = name
            }
            bar?.show(progress)
        case .epoch(let record):
            end()
            if asJSON { return line(Epoch(record)) }
            print(Self.sentence(of: record))
            fflush(nil)
        case .remark(let remark):
            end()
            if asJSON { return line(Remark(text: remark.words.english)) }
            ExitStatus.report(remark.words.english)
        }
    }

    /// Leaves the bar's line.
    func end() {
        bar?.end()
        bar = nil
        part = ""
    }

    func finish(_ output: String) {
        end()
        if asJSON { line(Done(output: output)) } else { print("The network is in \(output).") }
    }

    static func sentence(of record: EpochRecord) -> String {
        var text = String(
            format: "epoch %d: loss %.4f, accuracy %@", record.epoch, record.loss,
            record.accuracy.asPercentage)
        if let loss = record.validationLoss, let accuracy = record.validationAccuracy {
            text += String(format: "; validation: loss %.4f, accuracy %@", loss, accuracy.asPercentage)
        }
        return text + "; \(record.seconds.asTime)"
    }

    private func line(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return }
        StandardStreams.writeOutput(String(decoding: data, as: UTF8.self) + "\n")
    }

    private struct Progress: Encodable {
        let event = "progress"
        let phase: String
        let epoch, epochs, done, total: Int
        let loss, accuracy: Double?
        let picturesPerSecond: Double
        let remainingSeconds: Double?

        init(_ progress: TrainingProgress) {
            phase = progress.phase.rawValue
            (epoch, epochs) = (progress.epoch, progress.epochs)
            (done, total) = (progress.done, progress.total)
            (loss, accuracy) = (progress.loss, progress.accuracy)
            picturesPerSecond = progress.picturesPerSecond
            remainingSeconds = progress.remainingSeconds
        }
    }

    private struct Epoch: Encodable {
        let event = "epoch"
        let epoch: Int
        let learningRate, loss, accuracy: Double
        let validationLoss, validationAccuracy: Double?
        let seconds: Double

        init(_ record: EpochRecord) {
            epoch = record.epoch
            learningRate = record.learningRate
            (loss, accuracy) = (record.loss, record.accuracy)
            (validationLoss, validationAccuracy) = (record.validationLoss, record.validationAccuracy)
            seconds = record.seconds
        }
    }

    private struct Remark: Encodable {
        let event = "remark"
        let text: String
    }

    private struct Done: Encodable {
        let event = "done"
        let output: String
    }
}

extension TrainingProgress: ProgressState {
    var fraction: Double? { total > 0 ? Double(done) / Double(total) : nil }
    var milestone: Int { Int((fraction ?? 0) * 10) }

    var text: Words {
        var parts = ["\(done) of \(total)"]
        if let loss { parts.append(String(format: "loss %.4f", loss)) }
        if let accuracy { parts.append("accuracy \(accuracy.asPercentage)") }
        parts.append(String(format: "%.1f pictures/s", picturesPerSecond))
        if let remainingSeconds { parts.append("\(remainingSeconds.asCountdown.english) left") }
        return Words(verbatim: parts.joined(separator: ", "))
    }
}
