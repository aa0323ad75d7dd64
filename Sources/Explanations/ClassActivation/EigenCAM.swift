import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// Eigen-CAM (Muhammad and Yeasin 2020): the maps projected on their first principal component, without any class.
///
/// Each channel is centred over the places; the sign, which is arbitrary, is the one that agrees with the mean activation.
public struct EigenCAM: ExplanationMethod {
    public init() {}

    public let name = "eigen-cam"
    public let title = "Eigen-CAM"
    public let summary = "What the layer's maps have most in common, whatever the class."
    public let needsClass = false
    public var options: [MethodOption] { HeatMapOptions.all }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        layer.hasSpatialExtent ? nil : .noSpatialExtent(layer: layer.name)
    }

    public func explain(_ question: Question, of analysis: Analysis) throws -> Explanation {
        let activations = try analysis.forward.output(of: question.layer.id).part(0)
        return HeatMapOptions.explanation(self, question, analysis, map: Self.map(activations))
    }

    public func present(
        _ explanation: Explanation, options: OptionValues, in area: DisplayArea?
    ) -> Presentation {
        HeatMapOptions.present(explanation, options: options)
    }

    /// - Parameter activations: C×H×W.
    static func map(_ activations: Tensor) -> Tensor {
        let (channels, rows, columns) = (activations.shape[0], activations.shape[1], activations.shape[2])
        let plane = rows * columns
        var centred = activations.values.map(Double.init)
        for channel in 0..<channels {
            let range = channel * plane..<(channel + 1) * plane
            let mean = centred[range].reduce(0, +) / Double(plane)
            for position in range { centred[position] -= mean }
        }
        // The projection is the first left singular vector (over places) times its singular value.
        var projection = PrincipalComponent.projection(of: centred, rows: channels, columns: plane)
        let means = ChannelSums.weighted(activations) { _ in 1 }.values
        if zip(projection, means).reduce(0, { $0 + $1.0 * Double($1.1) }) < 0 {
            projection = projection.map { -$0 }
        }
        return Tensor([rows, columns], projection.map { Float($0) })
    }
}
