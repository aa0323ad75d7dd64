import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// Guided backpropagation times the layer's Grad-CAM, enlarged linearly to the input (Selvaraju et al. 2017, section 3.2).
public struct GuidedGradCAM: GuidedMethod {
    public init() {}

    public let name = "guided-grad-cam"
    public let title: Words = "Guided Grad-CAM"
    public let summary: Words = "Guided backpropagation where the layer finds evidence for the class."
    public let guide = MethodGuide(
        computes: "Guided backpropagation, kept where Grad-CAM is warm.",
        formula: "Grad-CAM (enlarged) ⊙ guided backpropagation",
        reading: "Fine edges in the places that speak for the class.",
        limits: "The detail comes from guided backpropagation and has its weaknesses.",
        reference: "Selvaraju et al.: Grad-CAM, ICCV 2017")
    public let cost = Cost.ownPasses

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        .noClassifier(in: model) ?? .noSpatialExtent(of: layer)
    }

    public func explain(
        _ question: Question, _ options: NoOptions, of analysis: Analysis
    ) throws -> Explanation {
        let guided = try GuidedBackpropagation.gradient(of: analysis, question)
        let cam = try GradCAM().explain(question, HeatMapOptions(), of: analysis).raw
        let map = Resize.linear(map: cam, height: guided.shape[1], width: guided.shape[2])
        let raw = guided.withUnsafeBufferPointer { guided in
            map.withUnsafeBufferPointer { map in
                Tensor([guided.count]) { product in
                    for position in guided.indices {
                        product[position] = guided[position] * map[position % map.count]
                    }
                }
            }
        }.reshaped(guided.shape)
        return Explanation(
            self, question, analysis, raw: raw,
            notices: GuidedBackpropagation.notices(guided, question, analysis)
                + (cam.isZero ? [.noEvidence] : []))
    }
}
