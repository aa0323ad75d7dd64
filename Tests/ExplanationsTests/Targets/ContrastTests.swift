import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// One class against another, as one signed picture.
@Suite struct ContrastTests {
    private func answer(_ text: String, _ method: any ExplanationMethod, _ analysis: Analysis) throws
        -> Explanation
    {
        let asked = try Targets.named(text).asked(in: analysis, cancellation: nil)
        let layer = try asked.analysis.model.layer(named: asked.analysis.model.recommendedLayer)
        return try method.explain(
            Question(
                layer: layer, classIndex: asked.classIndex, options: try OptionValues.quick(for: method)),
            of: asked.analysis)
    }

    /// Asked the other way round, what spoke for the one speaks against the other.
    @Test(arguments: ["grad-cam", "hires-cam", "layer-cam", "saliency", "integrated-gradients"])
    func turnedRoundItChangesItsSigns(name: String) throws {
        let analysis = try Sample.catAnalysis()
        let method = try ExplanationMethods.named(name)
        let (first, second) = (analysis.predictions[0].index, analysis.predictions[3].index)
        let there = try answer("\(first) versus \(second)", method, analysis).raw
        let back = try answer("\(second) versus \(first)", method, analysis).raw
        let negative = Tensor(back.shape, back.values.map { -$0 })
        #expect(relativeError(there, negative) < 1e-4)
        #expect(there.values.contains { $0 > 0 } && there.values.contains { $0 < 0 })
    }

    /// Grad-CAM cuts off what is below 0; the two halves put together are the sum over the channels as it is.
    @Test func bothHalvesOfGradCAM() throws {
        let analysis = try Sample.catAnalysis()
        let (first, second) = (analysis.predictions[0].index, analysis.predictions[3].index)
        let answer = try answer("\(first) versus \(second)", GradCAM(), analysis)
        let layer = try analysis.model.layer(named: analysis.model.recommendedLayer)
        let maps = try analysis.maps(of: layer)
        let places = maps.shape[1] * maps.shape[2]
        let gradients = try [first, second].map {
            try analysis.gradients(ofClass: $0).gradient(at: layer.id).values
        }
        let expected = (0..<places).map { place in
            (0..<maps.shape[0]).reduce(Float(0)) { sum, channel in
                let plane = channel * places
                let weight = (0..<places).reduce(Float(0)) {
                    $0 + gradients[0][plane + $1] - gradients[1][plane + $1]
                }
                return sum + weight / Float(places) * maps[plane + place]
            }
        }
        #expect(relativeError(answer.raw, Tensor(answer.raw.shape, expected)) < 1e-4)
        guard case .sheet(let sheet) = answer.presentation(OptionValues(), in: nil) else {
            Issue.record("a contrast is a signed sheet")
            return
        }
        #expect(sheet.legend != nil && sheet.panels.last?.values != nil)
        #expect(sheet.panels.last?.caption.english.hasPrefix("Red: more") == true)
    }
}
