import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// Gradient-weighted class activation mapping (Selvaraju et al. 2017): max(Σ_k mean(G_k)·A_k, 0), where A are the
/// layer's maps and G the gradient of the class's score before the softmax.
public struct GradCAM: ExplanationMethod {
    public init() {}

    public let name = "grad-cam"
    public let title = "Grad-CAM"
    public let summary = "Where in the photo the layer finds evidence for the class."
    public let needsClass = true
    public var options: [MethodOption] { HeatMapOptions.all }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        if model.graph.logits == nil { return .noClassifier(model) }
        return layer.hasSpatialExtent ? nil : .noSpatialExtent(layer: layer.name)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let layer = question.layer
        let classIndex = question.classIndex ?? analysis.predictions[0].index
        let gradients = try analysis.gradients(ofClass: classIndex)
            .gradient(at: layer.id, cancellation: question.cancellation).part(0)
        let activations = try analysis.forward.output(of: layer.id).part(0)
        let map = Self.map(activations, gradients)
        let isZero = map.withUnsafeBufferPointer { $0.allSatisfy { $0 == 0 } }
        return Explanation(
            method: self, question: question.about(class: classIndex), subject: analysis.subject, raw: map,
            notices: isZero ? [HeatMapOptions.zeroNotice] : [])
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        HeatMapOptions.present(explanation, options: options)
    }

    /// - Parameters:
    ///   - activations: C×H×W.
    ///   - gradients: C×H×W.
    /// - Returns: H×W, not negative.
    static func map(_ activations: Tensor, _ gradients: Tensor) -> Tensor {
        let shape = activations.shape
        let plane = shape[1] * shape[2]
        return Tensor([shape[1], shape[2]]) { map in
            map.initialize(repeating: 0)
            activations.withUnsafeBufferPointer { activations in
                gradients.withUnsafeBufferPointer { gradients in
                    for channel in 0..<shape[0] {
                        let start = channel * plane
                        let gradient = UnsafeBufferPointer(rebasing: gradients[start..<start + plane])
                        let weight = Float(Self.sum(gradient) / Double(plane))
                        if weight == 0 { continue }
                        for position in 0..<plane { map[position] += weight * activations[start + position] }
                    }
                }
            }
            for position in 0..<plane { map[position] = max(map[position], 0) }
        }
    }

    /// The sum in lanes of doubles, which a loop over single values does not become by itself.
    private static func sum(_ values: UnsafeBufferPointer<Float>) -> Double {
        let bytes = UnsafeRawBufferPointer(values)
        let width = 8
        var lanes = SIMD8<Double>.zero
        for index in 0..<values.count / width {
            let part = bytes.loadUnaligned(fromByteOffset: index * width * 4, as: SIMD8<Float>.self)
            lanes += SIMD8<Double>(part)
        }
        return values[(values.count / width * width)...].reduce(lanes.sum()) { $0 + Double($1) }
    }
}
