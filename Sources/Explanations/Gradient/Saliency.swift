import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// The gradient of the class's score before the softmax with respect to the input (Simonyan, Vedaldi and Zisserman 2013).
public struct Saliency: ExplanationMethod {
    public init() {}

    public let name = "saliency"
    public let title = "Saliency"
    public let summary = "Which pixels change the class's score the most when they change a little."
    public let needsClass = true
    public var options: [MethodOption] { AttributionOptions.all(standard: .magnitude) }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        AttributionOptions.obstacle(in: model)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let gradient = try analysis.gradients(ofClass: classIndex)
            .gradient(at: 0, cancellation: question.cancellation).part(0)
        return Explanation(
            method: self, question: question.about(class: classIndex), subject: analysis.subject,
            raw: gradient,
            notices: AttributionOptions.notices(gradient, ofClass: classIndex, in: analysis),
            details: analysis.model.label(of: classIndex))
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        AttributionOptions.present(explanation, options: options, standard: .magnitude)
    }
}
