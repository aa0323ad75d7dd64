import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Testing

@testable import Explanations

/// What the line below an answer says, and which of its notices warn.
@Suite struct ResultCaptionTests {
    private func explanation(_ method: any ExplanationMethod, at layer: String) throws -> Explanation {
        let model = try ModelCatalogue.load("efficientnet-lite0")
        let subject = try Subject(path: ResourceFolder.path("Resources/photos/coffee.png"), for: model)
        let analysis = try Analysis(of: subject, with: model, on: Executor(model.graph))
        return try method.explain(
            Question(layer: model.layer(named: layer), classIndex: method.needsClass ? 967 : nil),
            of: analysis)
    }

    @Test func theInputFindsNoPatterns() throws {
        let input = try explanation(FeatureMaps(), at: "0")
        #expect(
            input.caption(.maps).english == "Bright: high values of the input. 3 maps of 224×224 cells.")
        let layer = try explanation(FeatureMaps(), at: "_conv_stem")
        #expect(layer.caption(.maps).english.hasPrefix("Bright: the channel finds its pattern there."))
    }

    @Test func numbersOfASoundAnswerWarnOfNothing() throws {
        let gradients = try explanation(IntegratedGradients(), at: "_swish1")
        #expect(!gradients.figures.isEmpty && gradients.figures.allSatisfy(gradients.notices.contains))
        #expect(Notice.noEvidence.isFigure == false && Notice.noPixelMatters.isFigure == false)
    }
}
