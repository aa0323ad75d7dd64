import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Guided backpropagation times the layer's Grad-CAM, enlarged linearly to the input (Selvaraju et al. 2017, section 3.2).
public struct GuidedGradCAM: ExplanationMethod {
    public init() {}

    public let name = "guided-grad-cam"
    public let title = "Guided Grad-CAM"
    public let summary = "Guided backpropagation where the layer finds evidence for the class."
    public let needsClass = true
    public let options: [MethodOption] = []

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        if let obstacle = AttributionOptions.obstacle(in: model) { return obstacle }
        return layer.hasSpatialExtent ? nil : .noSpatialExtent(layer: layer.name)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let guided = try GuidedBackpropagation.gradient(ofClass: classIndex, of: analysis, question: question)
        let cam = try GradCAM().explain(question.about(class: classIndex), of: analysis).raw
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
        var notices = GuidedBackpropagation.notices(guided, ofClass: classIndex, in: analysis)
        if cam.isZero { notices.append(HeatMapOptions.zeroNotice) }
        return Explanation(
            method: self, question: question.about(class: classIndex), subject: analysis.subject, raw: raw,
            notices: notices, details: analysis.model.label(of: classIndex))
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        GuidedBackpropagation.present(explanation)
    }
}
