import Figures
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Testing

@testable import Explanations

/// Answers as figures of a paper.
@Suite struct ExplanationFigureTests {
    @Test(arguments: [
        (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (7, [0, 2, 4, 6]), (224, [0, 50, 100, 150, 200]),
        (450, [0, 100, 200, 300, 400]), (5000, [0, 2000, 4000]), (0, [0]),
    ])
    func axesHaveAFewRoundNumbers(_ extent: Int, _ marks: [Int]) {
        #expect(ExplanationFigure.marks(upTo: extent) == marks)
    }

    private func answer(
        _ name: String, layer: String, options: [String: String] = [:], seed: UInt64 = 0
    ) throws
        -> ExplanationFigure
    {
        let model = try ModelCatalogue.load("efficientnet-lite0")
        let method = try ExplanationMethods.named(name)
        let photo = try ResourceFolder.path("Resources/photos/cat.png")
        let subject = try Subject(path: photo, for: model)
        let analysis = try Analysis(of: subject, with: model, on: Executor(model.graph))
        var question = Question(layer: try model.layer(named: layer), seed: seed)
        for (name, value) in options { try question.options.set(name, to: value, for: method) }
        let explanation = try method.explain(question, of: analysis)
        return ExplanationFigure(
            explanation, as: explanation.presentation(question.options, in: nil), of: model,
            options: question.options, seed: seed,
            about: ExplanationFigure.subject(of: explanation, among: analysis.predictions))
    }

    /// The photo, what is to be seen, the scale with its numbers, the question in words.
    @Test func aHeatMapHasAxesScaleAndCaption() throws {
        let figure = try answer("grad-cam", layer: "_swish1", options: ["view": "both"], seed: 3)
        let svg = try figure.figure().svg
        #expect(svg.ranges(of: "<image ").count == 4)
        for text in ["photo", "heat map", "overlay", "400", "strongest", "0.393"] {
            #expect(svg.contains(">\(text)</text>"), "\(text)")
        }
        #expect(figure.title.hasPrefix("Grad-CAM: tiger cat, 38.5 %"))
        for part in ["_swish1", "EfficientNet-Lite0", "view both", "Seed 3", "Selvaraju"] {
            #expect(figure.caption.contains(part), "\(part)")
        }
        let page = String(decoding: try figure.page().data, as: UTF8.self)
        #expect(page.contains("What it cannot tell") && page.contains("<svg"))
    }

    @Test func aGridSaysItsChannels() throws {
        let figure = try answer("feature-map", layer: "_swish1")
        #expect(figure.title == "Feature map")
        #expect(try figure.figure().svg.contains(">channels 0–63 of 1280, row by row</text>"))
    }

    @Test func endingsAreKinds() {
        #expect(ExplanationFile(path: "/a/b.SVG") == .svg)
        #expect(ExplanationFile(path: "b.pdf") == .pdf)
        #expect(ExplanationFile(path: "b.jpg") == nil && ExplanationFile(path: "png") == nil)
    }
}
