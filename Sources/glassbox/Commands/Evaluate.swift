import ArgumentParser
import Explanations
import Foundation
import ModelFormats
import NeuralNetwork

/// `glassbox evaluate`: how far explanations of one photo can be trusted, method by method.
struct Evaluate: ParsableCommand, ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how far explanations can be trusted.",
        discussion: """
            METRICS:

            \(EvaluationMetrics.all.map { "  \($0.name): \($0.summary.english)" }.joined(separator: "\n"))
            """)

    @Argument(
        help: ArgumentHelp("A photo, or a .npy file of 1×3×H×W preprocessed values.", valueName: "image"))
    var image: String

    @Option(
        help: ArgumentHelp(
            "The methods, with commas between them: "
                + "\(ExplanationMethods.all.filter(\.needsClass).map(\.name).joined(separator: ", ")).",
            valueName: "method,…"))
    var methods: String

    @Option(
        help: ArgumentHelp(
            "The metrics, with commas between them: \(EvaluationMetrics.all.map(\.name).joined(separator: ", ")).",
            valueName: "metric,…"))
    var metrics = "insertion,deletion"

    @Flag(
        help: """
            Compute the passes of sampling methods, insertion and deletion in bfloat16: faster on processors that have it; how far \
            off that is stands in the notices.
            """)
    var fast = false

    @OptionGroup var modelOptions: ModelOptions

    @OptionGroup var targetOptions: TargetOptions

    @Flag(
        help:
            "Print JSON: {image, model, layer, class, target, evaluations: [{method, metric, score, curves, …}]}."
    )
    var json = false

    private var about: SubjectOptions { targetOptions.about }

    func answer(at workplace: some Workplace) throws -> any Encodable { try evaluated(at: workplace).report }

    func run() throws {
        let (report, model, metrics) = try evaluated(at: CommandLineWorkplace())
        if json { try JSONOutput.print(report) } else { print(report.summary(of: model, metrics: metrics)) }
    }

    private func evaluated(at workplace: some Workplace) throws -> (
        report: EvaluationReport, model: Model, metrics: [any EvaluationMetric]
    ) {
        let methods = try UsageError.list(methods, option: "--methods").map(ExplanationMethods.named)
        let metrics = try UsageError.list(metrics, option: "--metrics").map(EvaluationMetrics.named)
        let network = try modelOptions.network(at: workplace)
        let model = network.model
        let node = try about.node(in: model)
        for method in methods {
            if let obstacle = Evaluation.obstacle(for: method) { throw obstacle }
            if let obstacle = targetOptions.obstacle(in: model, method.obstacle(in: model, at: node)) {
                throw obstacle
            }
        }
        let (subject, fitted) = try modelOptions.subject(image, for: network, at: workplace)
        let asked = try targetOptions.asked(
            in: Analysis(
                of: subject, with: fitted.model, on: fitted.executor,
                cancellation: Interruption.cancellation),
            at: workplace)
        let analysis = asked.analysis
        let layer = try about.node(in: analysis.model)
        if let obstacle = methods.lazy.compactMap({ $0.obstacle(in: analysis.model, at: layer) }).first {
            throw obstacle
        }
        var report = EvaluationReport(
            image: image, model: model.name, layer: layer.name,
            class: analysis.target == nil
                ? analysis.predictions.first { $0.index == asked.classIndex } : nil,
            target: analysis.targetReport(ofClass: asked.classIndex))
        for method in methods {
            var question = about.question(at: layer, about: asked, seed: modelOptions.seed)
            if fast { question.options = .fast }
            let explanation = try LongWork.shown(as: method.title.english, write: workplace.progress) {
                progress in
                // The method calls on this thread, while the work is shown.
                nonisolated(unsafe) let progress = progress
                var watched = question
                watched.progress = ProgressReceiver { done, _ in progress(done) }
                return try method.explain(watched, of: analysis)
            }
            for metric in metrics {
                let start = ContinuousClock.now
                let evaluation = try LongWork.shown(
                    as: "\(method.title.english), \(metric.title.english)", write: workplace.progress
                ) { progress in
                    try metric.evaluate(explanation, of: question, in: analysis) { done, _ in
                        progress(done)
                    }
                }
                report.add(evaluation, seconds: (ContinuousClock.now - start) / .seconds(1))
            }
        }
        return (report, model, metrics)
    }
}
