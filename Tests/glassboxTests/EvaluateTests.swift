import Foundation
import ModelFormats
import Testing

@testable import Explanations
@testable import glassbox

@Suite(.serialized) struct EvaluateTests {
    let program: Program
    let photo = Program.photo("cat.png")

    init() throws { program = try Program() }

    @Test func measuresAnAnswer() throws {
        let run = try program.run(
            "evaluate", photo, "--methods", "grad-cam", "--metrics", "deletion", "--json")
        #expect(run.status == 0)
        let report = try decodeStrictly(EvaluationReport.self, run.output)
        #expect(report.image == photo)
        #expect(report.model == "efficientnet-lite0")
        #expect(report.layer == "_swish1")
        #expect(report.class?.index == 282)
        let entry = try #require(report.evaluations.first)
        #expect(report.evaluations.count == 1)
        #expect(entry.method == "grad-cam" && entry.metric == "deletion" && !entry.isHigherBetter)
        let curve = try #require(entry.curves.first)
        #expect(entry.curves.count == 1 && curve.x.count == 225 && curve.y.count == 225)
        #expect(curve.labels == nil)
        // The whole photo is what the class was predicted for.
        let probability = try #require(report.class?.probability)
        #expect(abs(curve.y[0] - probability) < 1e-5)
        #expect(try #require(entry.score) < probability)
        #expect(try program.files().isEmpty)
    }

    @Test func printsATable() throws {
        let model = try ModelCatalogue.load("efficientnet-lite0")
        var report = EvaluationReport(
            image: "cat.png", model: model.name, layer: "_swish1",
            class: Prediction(index: 282, label: "tiger cat", probability: 0.5, logit: 8),
            target: TargetReport(text: "class 282", value: 8, output: nil))
        let metrics: [any EvaluationMetric] = [Insertion(), ROAD()]
        for (method, scores) in [
            (GradCAM() as any ExplanationMethod, [0.25, nil]), (LayerCAM(), [0.5, -0.125]),
        ] {
            for (metric, score) in zip(metrics, scores) {
                let axis = Evaluation.Axis(.partDeleted, 0...1)
                report.add(
                    Evaluation(
                        metric: metric, method: method, curves: [], horizontal: axis, vertical: axis,
                        scoreTitle: .areaUnderCurve, score: score,
                        notices: score == nil ? [.constantRanking] : []),
                    seconds: 1)
            }
        }
        #expect(
            report.summary(of: model, metrics: metrics) == """
                Image    cat.png
                Network  EfficientNet-Lite0
                Layer    _swish1
                Class    tiger cat (282), 50.0 %
                              Insertion          ROAD
                           high is good  high is good
                grad-cam          0.250             –
                layer-cam         0.500        -0.125
                grad-cam, road: The map is the same everywhere, so it ranks no pixels.
                """)
    }

    @Test(arguments: [
        (
            "--methods feature-map",
            "Feature map explains no class, so there is no score that it could be measured by."
        ),
        (
            "--methods grad-cam --metrics delition",
            "There is no metric called delition; the nearest are deletion."
        ),
        ("--methods ,", "--methods needs a value."),
        (
            "--methods grad-cam --layer _fc",
            "The output of _fc has no rows and columns, so there is nothing to lay over the photo."
        ),
    ]) func mistakesAreAnsweredInOneSentence(arguments: String, sentence: String) throws {
        let run = try program.run(["evaluate", photo] + arguments.split(separator: " ").map(String.init))
        #expect(run.status == (sentence.hasPrefix("There is no") || sentence.hasPrefix("--") ? 64 : 69))
        #expect(run.errors == sentence + "\n")
        #expect(run.output.isEmpty)
    }
}
