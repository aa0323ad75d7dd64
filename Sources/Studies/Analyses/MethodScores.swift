import Explanations
import Foundation
import Words

/// How far explanations can be trusted, over a whole set: methods × pictures × metrics × seeds.
public struct MethodScores: SetAnalysis {
    public init() {}

    public let name = "scores"
    public let title: Words = "Methods and metrics"
    public let summary: Words =
        "What metrics say of explanation methods over all pictures, with bootstrap intervals: for the predicted class, at one layer."
    public let looksIntoLayers = false

    /// One number.
    public struct Score: Codable, Sendable, Equatable {
        let method, metric: String
        let seed: UInt64
        /// Nil where the metric has nothing to measure.
        let score: Double?
    }

    public struct Note: Codable, Sendable {
        let scores: [Score]
    }

    public func obstacle(in study: Study) -> StudyObstacle? {
        guard !study.description.methods.isEmpty else { return .noMethods(name) }
        for name in study.description.methods {
            guard let method = try? ExplanationMethods.named(name) else { return .noMethods(self.name) }
            if let obstacle = Evaluation.obstacle(for: method)
                ?? method.obstacle(in: study.model, at: study.layer)
            {
                return .method(name, reason: obstacle.words)
            }
        }
        return nil
    }

    public func observe(_ batch: StudyBatch, _ total: inout NoTotal) throws -> [Note] {
        let study = batch.study
        let methods = try study.description.methods.map(ExplanationMethods.named)
        let metrics = try study.description.metrics.map(EvaluationMetrics.named)
        return try batch.items.map { item in
            let photo = try study.dataset.picture(at: study.order[item.picture.place])
            let analysis = try Analysis(
                of: Subject(path: item.picture.file, photo: photo, for: study.model), with: study.model,
                on: batch.executor, cancellation: batch.cancellation)
            var scores: [Score] = []
            for seed in study.description.seeds {
                for method in methods {
                    let question = Question(
                        layer: study.layer, classIndex: analysis.predictions[0].index, seed: seed,
                        cancellation: batch.cancellation)
                    let explanation = try method.explain(question, of: analysis)
                    for metric in metrics {
                        let evaluation = try metric.evaluate(explanation, of: question, in: analysis) {
                            _, _ in
                            try batch.cancellation?.check()
                        }
                        scores.append(
                            Score(
                                method: method.name, metric: metric.name, seed: seed, score: evaluation.score)
                        )
                    }
                }
            }
            return Note(scores: scores)
        }
    }

    public let columns = ["method", "metric", "seed", "score"]

    public func rows(_ note: Note, in study: StudyDescription) -> [[FindingTable.Cell]] {
        note.scores.map {
            [.text($0.method), .text($0.metric), .text(String($0.seed)), FindingTable.Cell($0.score)]
        }
    }

    public var examples: [Finding] {
        let score = Score(method: "grad-cam", metric: "insertion", seed: 0, score: 0.5)
        return [finding(Notes.example([(0, Note(scores: [score]))], NoTotal()))]
    }

    public func finding(_ notes: Notes<Note, NoTotal>) -> Finding {
        var finding = Finding(name: name, title: title)
        var table = FindingTable(
            "scores", "Means over pictures, with 95 % bootstrap intervals",
            columns: ["method", "metric", "pictures", "mean", "low", "high"], shownRows: 100)
        let study = notes.study
        for method in study.methods {
            for metric in study.metrics {
                // A picture counts once: the mean over its seeds.
                let values = notes.pictures.compactMap { _, note -> Double? in
                    let own = note.scores.filter { $0.method == method && $0.metric == metric }.compactMap(
                        \.score)
                    return own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
                }
                guard !values.isEmpty else {
                    table.add([.text(method), .text(metric), .integer(0), .missing, .missing, .missing])
                    continue
                }
                let interval = Bootstrap.interval(values, seed: study.seeds.first ?? 0)
                table.add([
                    .text(method), .text(metric), .integer(values.count),
                    .number(values.reduce(0, +) / Double(values.count)), .number(interval.low),
                    .number(interval.high),
                ])
            }
        }
        finding.tables = [table]
        finding.sentences = [Self.paragraph(study, count: notes.pictures.count)]
        return finding
    }

    /// What a paper says of how the numbers were made.
    private static func paragraph(_ study: StudyDescription, count: Int) -> Words {
        let methods = study.methods.compactMap { name in
            (try? ExplanationMethods.named(name)).map { "\($0.title.english) (\($0.guide.reference))" }
        }
        let metrics = study.metrics.compactMap { name in (try? EvaluationMetrics.named(name))?.title.english }
        return
            "Explanations by \(methods.joined(separator: ", ")) at the layer \(study.layer) of \(study.networkTitle) (weights \(study.networkFingerprint)) for the predicted class of \(count) pictures were measured by \(metrics.joined(separator: ", ")), with the seeds \(study.seeds.map(String.init).joined(separator: ", ")), by glassbox \(study.program); means with percentile bootstrap intervals of \(Bootstrap.sampleCount) samples."
    }
}
