import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// The gradient at the input of which every rectifier passes only what is positive (Springenberg et al. 2015).
public struct GuidedBackpropagation: ExplanationMethod {
    public init() {}

    public let name = "guided-backpropagation"
    public let title = "Guided backprop"
    public let summary = "The edges and textures in the photo that lead to a high score of the class."
    public let needsClass = true
    public let options: [MethodOption] = []

    /// Said where the network has nothing that the rule applies to.
    static let unguidedNotice = "The network has no ReLU, so this is the plain gradient."

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        AttributionOptions.obstacle(in: model)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let gradient = try Self.gradient(ofClass: classIndex, of: analysis, question: question)
        return Explanation(
            method: self, question: question.about(class: classIndex), subject: analysis.subject,
            raw: gradient, notices: Self.notices(gradient, ofClass: classIndex, in: analysis),
            details: analysis.model.label(of: classIndex))
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        Self.present(explanation)
    }

    /// C×H×W.
    static func gradient(ofClass index: Int, of analysis: Analysis, question: Question) throws -> Tensor {
        try analysis.forward.backward(fromClass: index, rule: .guided, keeping: .outputs)
            .gradient(at: 0, cancellation: question.cancellation).part(0)
    }

    static func notices(_ raw: Tensor, ofClass index: Int, in analysis: Analysis) -> [String] {
        var notices = AttributionOptions.notices(raw, ofClass: index, in: analysis)
        let isGuided = analysis.model.graph.nodes.contains { node in
            node.operation?.rectifies ?? false
        }
        if !isGuided { notices.append(unguidedNotice) }
        return notices
    }

    static func present(_ explanation: Explanation) -> Presentation {
        let picture = picture(of: explanation.raw, isBlueFirst: explanation.subject.preprocessing.isBlueFirst)
        return .sheet(
            PictureSheet([
                PictureSheet.Panel("", explanation.subject.view),
                PictureSheet.Panel(explanation.details as? String ?? "", picture),
            ]))
    }

    /// Minus the mean, divided by the standard deviation + 1e-5, ×0.1, +0.5, clipped to 0…1: Keras's `deprocess_image`
    /// as pytorch-grad-cam has it.
    ///
    /// - Parameter raw: C×H×W with one or three channels.
    static func picture(of raw: Tensor, isBlueFirst: Bool) -> Picture {
        let values = raw.values.map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
            .squareRoot()
        let (channels, plane) = (raw.shape[0], raw.shape[1] * raw.shape[2])
        var pixels = [UInt8](repeating: 0, count: plane * 3)
        for channel in 0..<3 {
            let source = channels == 1 ? 0 : isBlueFirst ? 2 - channel : channel
            for position in 0..<plane {
                let level = (values[source * plane + position] - mean) / (deviation + 1e-5) * 0.1 + 0.5
                pixels[position * 3 + channel] = UInt8(min(max(level, 0), 1) * 255)
            }
        }
        return Picture(width: raw.shape[2], height: raw.shape[1], pixels: pixels)
    }
}
