import Files
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// max(Σ_k w_k·A_k, 0) where w_k is what map k adds to the class's score by DeepLIFT, compared with a layer of zeros
/// (Jung and Oh 2021, "Towards Better Explanations of Class Activation Mapping").
public struct LIFTCAM: ExplanationMethod {
    public init() {}

    public let name = "lift-cam"
    public let title = "LIFT-CAM"
    public let summary = "Where the maps lie that add the most to the class's score, by DeepLIFT."
    public let needsClass = true
    public var options: [MethodOption] { HeatMapOptions.all }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        if model.graph.logits == nil { return .noClassifier(model) }
        guard layer.hasSpatialExtent else { return .noSpatialExtent(layer: layer.name) }
        return model.graph.logitsDepend(on: layer.id) ? nil : .noInfluence(layer: layer.name)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let activations = try analysis.forward.output(of: question.layer.id).part(0)
        let answer = try Contributions(
            of: activations, above: question.layer, in: analysis, cancellation: question.cancellation
        ).multipliers(
            from: Tensor(activations.shape, repeating: 0), classIndexes: [classIndex],
            cancellation: question.cancellation)[0]
        return HeatMapOptions.explanation(
            self, question.about(class: classIndex), analysis,
            map: Self.map(activations, multipliers: answer.multipliers))
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        HeatMapOptions.present(explanation, options: options)
    }

    /// - Parameters:
    ///   - activations: C×H×W.
    ///   - multipliers: C×H×W.
    /// - Returns: H×W, not negative.
    static func map(_ activations: Tensor, multipliers: Tensor) -> Tensor {
        let (channels, plane) = (activations.shape[0], activations.shape[1] * activations.shape[2])
        return activations.withUnsafeBufferPointer { activations in
            multipliers.withUnsafeBufferPointer { multipliers in
                Tensor([plane]) { map in
                    map.initialize(repeating: 0)
                    for start in stride(from: 0, to: channels * plane, by: plane) {
                        var weight = 0.0
                        for position in start..<start + plane {
                            weight += Double(activations[position]) * Double(multipliers[position])
                        }
                        for position in 0..<plane {
                            map[position] += Float(weight) * activations[start + position]
                        }
                    }
                    for position in 0..<plane { map[position] = max(map[position], 0) }
                }
            }
        }.reshaped([activations.shape[1], activations.shape[2]])
    }
}
